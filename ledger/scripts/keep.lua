-- KEEP: keeps a refused delivery, which was never accepted: the newest of its source, within bounds.
-- ARGV: 1 its id, 2 source, 3 how many at most, 4 how many bytes of bodies at most, 5 life (s), then field, value ...
-- Reply: KEPT | SAME (it is kept already).
local index, room = P .. 'REFUSED:' .. ARGV[2], tonumber(ARGV[4])
local function refused(id) return P .. 'rf:' .. id end
if redis.call('EXISTS', refused(ARGV[1])) == 1 then return 'SAME' end
redis.call('ZADD', index, redis.call('INCR', P .. 'seq'), ARGV[1])
redis.call('HSET', refused(ARGV[1]), 'received', now, 'source', ARGV[2], unpack(ARGV, 6))
redis.call('EXPIRE', refused(ARGV[1]), ARGV[5])
redis.call('EXPIRE', index, ARGV[5])
count('shelved', 1); tell('shelved', ARGV[2] .. '|other')
for nth, id in ipairs(redis.call('ZREVRANGE', index, 0, -1)) do
  room = room - redis.call('HSTRLEN', refused(id), 'body')
  if nth > tonumber(ARGV[3]) or room < 0 or redis.call('EXISTS', refused(id)) == 0 then
    redis.call('ZREM', index, id)
    redis.call('DEL', refused(id))
  end
end
return 'KEPT'
