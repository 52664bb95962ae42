-- REPORT: tells the gate how a call went. Success closes the breaker; failures in a row open it, for longer
-- each time; a throttled call pauses everybody.
-- KEYS[1] as GATE. ARGV: 1 'ok' | 'failed' | 'refused' (opens at once) | 'throttled', 2 failures that open it,
--   3 first open time (ms), 4 longest (ms), 5 pause (ms, for 'throttled').
-- Reply: ms the breaker or pause lasts, 0 when open to calls.
local gate = P .. 'gate'
if ARGV[1] == 'ok' then redis.call('HDEL', gate, 'open', 'failures', 'trips'); return 0 end
if ARGV[1] == 'throttled' then
  local ends = math.max(now + tonumber(ARGV[5]), tonumber(redis.call('HGET', gate, 'pause') or 0))
  redis.call('HSET', gate, 'pause', ends)
  return ends - now
end
local failures = redis.call('HINCRBY', gate, 'failures', 1)
if ARGV[1] == 'refused' then failures = math.max(failures, tonumber(ARGV[2])) end
if failures < tonumber(ARGV[2]) then return 0 end
local trips = redis.call('HINCRBY', gate, 'trips', 1)
local lasts = math.min(tonumber(ARGV[4]), tonumber(ARGV[3]) * 2 ^ math.min(trips - 1, 20))
redis.call('HSET', gate, 'open', now + lasts, 'failures', failures)
return lasts
