-- DROP (operator): settles everything that waits in a parked lane as skipped and bars a later create.
-- ARGV: 1 lane, 2 request id, 3 who, 4 why, 5 retention (s), 6 idle life (s), 7 quiet time (ms).
-- Reply: {'OK', number of events} | {'SAME', verb and subject} | {'NOT_PARKED', state}.
local lane = ARGV[1]
local before = redis.call('GET', P .. 'verb:' .. ARGV[2])
if before then return {'SAME', before} end
local state = redis.call('HGET', lane_key(lane), 'state')
if is_room(lane) then return refuse('drop', 'a waiting room: skip its events one by one') end
if state ~= 'parked' then return refuse('drop', state or 'unknown') end
redis.call('SET', P .. 'verb:' .. ARGV[2], 'drop ' .. lane, 'EX', 86400)
redis.call('HINCRBY', lane_key(lane), 'epoch', 1)
redis.call('HSET', lane_key(lane), 'tombstone', '1', 'parked', '')
rest_if_open(lane, tonumber(ARGV[7]))
note(lane, {what = 'dropped', who = ARGV[3], why = ARGV[4]})
audit('drop', 'done')
local dropped = redis.call('ZRANGE', queue_key(lane), 0, -1)
for _, eid in ipairs(dropped) do settle(lane, eid, 'skipped', 'DROPPED', ARGV[5], ARGV[6]) end
return {'OK', #dropped}
