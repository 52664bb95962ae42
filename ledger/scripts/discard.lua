-- DISCARD (operator): takes one out of quarantine for good. What was sealed stays on record as skipped, or as
-- the conflict it is, for its retention; of what was refused nothing stays.
-- ARGV: 1 id of what was kept, 2 who, 3 why, 4 retention (s). Reply: OK | GONE (it is not kept).
local kept = ARGV[1]
local source = redis.call('HGET', P .. 'rf:' .. kept, 'source')
if source then
  redis.call('ZREM', P .. 'REFUSED:' .. source, kept)
  redis.call('DEL', P .. 'rf:' .. kept)
  return 'OK'
end
if redis.call('ZREM', P .. 'QUARANTINE', kept) == 0 then return 'GONE' end
local state, why, label = unpack(redis.call('HMGET', ev(kept), 'state', 'reason', 'label'))
count_reason('kept', why, -1)
if state == 'quarantined' then
  count('quarantined', -1); count('skipped', 1); tell('skipped', label)
  redis.call('HSET', ev(kept), 'state', 'skipped', 'reason', 'DROPPED')
end
redis.call('HSET', ev(kept), 'settled', now, 'who', ARGV[2], 'why', ARGV[3])
redis.call('EXPIRE', ev(kept), ARGV[4])
return 'OK'
