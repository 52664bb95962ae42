-- SKIP / MARK DONE (operator): settles the parked head without the worker, the lane goes on.
-- ARGV: 1 event id, 2 request id, 3 who, 4 why, 5 state ('skipped' | 'done'), 6 retention (s), 7 idle life (s),
--   8 quiet time (ms), 9 open effect ('' = none), 10 its last record (JSON), 11 how that is known.
-- Reply: {'OK', bell of the next head...} | {'SAME', verb and subject} | {'NOT_PARKED', state}.
local eid = ARGV[1]
local verb = ARGV[5] == 'done' and 'mark-done' or 'skip'
local lane, state = unpack(redis.call('HMGET', ev(eid), 'lane', 'state'))
local before = redis.call('GET', P .. 'verb:' .. ARGV[2])
if before then return {'SAME', before} end
if not lane or lane == '' or redis.call('HGET', lane_key(lane), 'parked') ~= eid then return refuse(verb, state or 'unknown') end
redis.call('SET', P .. 'verb:' .. ARGV[2], verb .. ' ' .. eid, 'EX', 86400)
redis.call('HINCRBY', lane_key(lane), 'epoch', 1)
redis.call('HSET', lane_key(lane), 'parked', '')
rest_if_open(lane, tonumber(ARGV[8]))
if ARGV[9] ~= '' then keep_effect(lane, ARGV[9], ARGV[10]) end
note(lane, {what = ARGV[5] == 'done' and 'marked done' or 'skipped', event = eid, who = ARGV[3], why = ARGV[4], detail = ARGV[11]})
audit(verb, 'done')
local bell = settle(lane, eid, ARGV[5], 'BY_OPERATOR', ARGV[6], ARGV[7])
return {'OK', unpack(bell or {})}
