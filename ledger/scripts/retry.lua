-- RETRY (operator): a parked lane goes on with its head, after a fresh read. A half-dead worker is out.
-- The task id stays, so that Flower's row goes on; one that was revoked gets a new one after some rings.
-- ARGV: 1 event id, 2 request id, 3 who, 4 why, 5 waiting-room limit (ms). Reply: {'OK', bell...} | {'SAME', verb and subject} | {'NOT_PARKED', state}.
local eid = ARGV[1]
local lane, state, label = unpack(redis.call('HMGET', ev(eid), 'lane', 'state', 'label'))
local before = redis.call('GET', P .. 'verb:' .. ARGV[2])
if before then return {'SAME', before} end
if not lane or lane == '' or redis.call('HGET', lane_key(lane), 'state') ~= 'parked' then return refuse('retry', state or 'unknown') end
if redis.call('HGET', lane_key(lane), 'parked') ~= eid then return refuse('retry', state) end
if state == 'conflict' then return refuse('retry', 'a conflict: two bodies under one id; skip it or mark it done') end
redis.call('SET', P .. 'verb:' .. ARGV[2], 'retry ' .. eid, 'EX', 86400)
redis.call('HINCRBY', lane_key(lane), 'epoch', 1)
redis.call('HDEL', ev(eid), 'wait_reason', 'wait_until', 'tries')
redis.call('HSET', ev(eid), 'state', 'queued', 'reason', '')
count('parked', -1); count('queued', 1); tell('retried', label)
redis.call('HSET', lane_key(lane), 'token', '', 'claims', 0, 'reason', '', 'parked', '', 'unblock', '')
note(lane, {what = 'retried', event = eid, who = ARGV[3], why = ARGV[4]})
audit('retry', 'done')
if is_room(lane) then place(lane, 'waiting', now + tonumber(ARGV[5])); return {'OK'} end
place(lane, 'ready', now)
rang(lane)
return {'OK', unpack(bell_of(eid))}
