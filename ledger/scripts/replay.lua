-- REPLAY (operator): a settled event is told again under another identity: past the door's dedupe and through INGEST,
-- which follows, in one script. What its effects have done stands in its lane, and is not done again.
-- ARGV: 1 the event, 2 request id, 3 who, 4 why, then those of INGEST.
-- Reply: {'SAME', ''} (asked before) | {'GONE', ''} (forgotten) | {'NOT_SETTLED', state}, or INGEST's.
local lane, state = unpack(redis.call('HMGET', ev(ARGV[1]), 'lane', 'state'))
if redis.call('EXISTS', P .. 'verb:' .. ARGV[2]) == 1 then return {'SAME', ''} end
if not state then return {'GONE', ''} end
if state ~= 'done' and state ~= 'stale' and state ~= 'superseded' and state ~= 'skipped' then
  audit('replay', state)
  return {'NOT_SETTLED', state}
end
redis.call('SET', P .. 'verb:' .. ARGV[2], 'replay ' .. ARGV[1], 'EX', 86400)
audit('replay', 'done')
if lane and lane ~= '' and redis.call('EXISTS', lane_key(lane)) == 1 then
  note(lane, {what = 'replayed', event = ARGV[1], as = ARGV[5], who = ARGV[3], why = ARGV[4]})
end
for _ = 1, 4 do table.remove(ARGV, 1) end
