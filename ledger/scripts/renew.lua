-- RENEW: lengthens a lease that is still held; never shortens one.
-- ARGV: 1 lane, 2 token, 3 lease (ms). Reply: OK | FENCED.
if not holds(ARGV[1], ARGV[2]) then return 'FENCED' end
local ends = tonumber(redis.call('ZSCORE', INDEX.leased, ARGV[1]) or 0)
place(ARGV[1], 'leased', math.max(ends, now + tonumber(ARGV[3])))
return 'OK'
