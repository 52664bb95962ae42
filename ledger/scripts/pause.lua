-- PAUSE / RESUME (operator): stops what an event needs: the OMS, a source, or its order. The door goes on taking in;
-- what comes due is placed as paused when it is claimed, and no wait is cut short: only what is due is paused.
-- ARGV: 1 'oms' | 'source:NAME' | a lane, 2 request id, 3 who, 4 why, 5 'pause' | 'resume'.
-- Reply: {'OK', bell of a resumed order...} | {'SAME', verb and subject} | {'NOT_PARKED', state} (no such order).
local subject, verb = ARGV[1], ARGV[5]
local before = redis.call('GET', P .. 'verb:' .. ARGV[2])
if before then return {'SAME', before} end
local is_lane = subject ~= 'oms' and string.sub(subject, 1, 7) ~= 'source:'
if is_lane and redis.call('EXISTS', lane_key(subject)) == 0 then return refuse(verb, 'unknown') end
redis.call('SET', P .. 'verb:' .. ARGV[2], verb .. ' ' .. subject, 'EX', 86400)
audit(verb, 'done')
if verb == 'pause' then redis.call('HSET', PAUSES, subject, cjson.encode({who = ARGV[3], why = ARGV[4], at = now}))
else redis.call('HDEL', PAUSES, subject) end
if not is_lane then
  if verb == 'resume' then redis.call('SET', RESUMED, now) end
  return {'OK'}
end
note(subject, {what = verb == 'pause' and 'paused' or 'resumed', who = ARGV[3], why = ARGV[4]})
if verb == 'pause' or redis.call('HGET', lane_key(subject), 'state') ~= 'paused' then return {'OK'} end
local eid = head_of(subject)
local reason = eid and pause_of(subject, eid)
redis.call('HSET', lane_key(subject), 'reason', reason or '')
if reason then return {'OK'} end
place(subject, 'ready', now)
rang(subject)
return {'OK', unpack(bell_of(eid))}
