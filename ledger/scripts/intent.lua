-- INTENT: records, before the first byte is sent, what is about to be asked of the OMS; pins the event
-- and lengthens the lease to outlast the call.
-- ARGV: 1 lane, 2 token, 3 event id, 4 effect id, 5 record (JSON), 6 lease (ms), 7 timeline entry (JSON).
-- Reply: OK | FENCED | OPEN (another effect of this lane has no outcome yet).
local lane = ARGV[1]
if not holds(lane, ARGV[2]) then return 'FENCED' end
local open = redis.call('HGET', lane_key(lane), 'open')
if open and open ~= '' and open ~= ARGV[4] then return 'OPEN' end
place(lane, 'leased', now + tonumber(ARGV[6]))
keep_effect(lane, ARGV[4], ARGV[5])
redis.call('HSET', lane_key(lane), 'open', ARGV[4], 'pinned', ARGV[3])
note(lane, cjson.decode(ARGV[7]))
return 'OK'
