-- CLOCK: tells ledger time to a caller that saw a jump, and sets it right; see _clock.lua.
-- ARGV: 1 host, 2 the skew it knows ('' = only tell), 3 the skew it shall be (ms), 4 ledger time less the
--   host's own clock from then on (ms). The first to correct wins: all other hosts begin anew.
-- Reply: {ledger time (ms), skew (ms), ledger time less this host's clock as known (ms, '' = unknown)}.
local clock = KEYS[1] .. ':clock'
local time = redis.call('TIME')
local wall = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local skew = redis.call('HGET', clock, 'skew') or '0'
if ARGV[2] == skew then
  local swept = redis.call('HGET', clock, 'swept') or '0'
  redis.call('DEL', clock)
  redis.call('HSET', clock, 'skew', ARGV[3], 'swept', swept, 'host:' .. ARGV[1], ARGV[4])
  redis.call('HINCRBY', KEYS[1] .. ':cnt', 'jumps', 1)
  skew = ARGV[3]
end
return {string.format('%.0f', wall + tonumber(skew)), skew, redis.call('HGET', clock, 'host:' .. ARGV[1]) or ''}
