-- GATE: asks for one call to the OMS: within its rate budget, outside a pause, with the breaker's leave.
-- KEYS[1] prefix of the OMS's own keys. ARGV: 1 calls, 2 per (ms), 3 a name for this call, 4 lease of a probe (ms),
--   5 when to ask again while a person has paused it (ms).
-- Reply: {0, probe ('1' | '0'), failures so far} = go; {ms to wait, reason}.
if redis.call('HEXISTS', PAUSES, 'oms') == 1 then return {tonumber(ARGV[5]), 'PAUSED_OMS'} end
local pause, open, failures = unpack(redis.call('HMGET', P .. 'gate', 'pause', 'open', 'failures'))
if pause and tonumber(pause) > now then return {tonumber(pause) - now, 'PAUSED'} end
local probe = '0'
if open and open ~= '' then
  if tonumber(open) > now then return {tonumber(open) - now, 'BREAKER'} end
  redis.call('HSET', P .. 'gate', 'open', now + tonumber(ARGV[4]))
  probe = '1'
end
local calls, window = P .. 'calls', tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', calls, '-inf', now - window)
if redis.call('ZCARD', calls) >= tonumber(ARGV[1]) then
  local oldest = redis.call('ZRANGE', calls, 0, 0, 'WITHSCORES')[2]
  return {math.max(1, tonumber(oldest) + window - now), 'BUDGET'}
end
redis.call('ZADD', calls, now, ARGV[3])
redis.call('PEXPIRE', calls, window)
return {0, probe, tonumber(failures or 0)}
