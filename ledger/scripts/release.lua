-- RELEASE: what was kept goes in after all, as it is read today: out of quarantine and through INGEST, which
-- follows, in one script. A sealed one was counted as received when it came, a refused one is so now; its time
-- of receipt stays.
-- ARGV: 1 id of what was kept, then those of INGEST. Reply: {'GONE'} (it is not kept), or INGEST's.
local kept = table.remove(ARGV, 1)
local state, came, why = unpack(redis.call('HMGET', ev(kept), 'state', 'received', 'reason'))
local source, refused_at = unpack(redis.call('HMGET', P .. 'rf:' .. kept, 'source', 'received'))
if state == 'quarantined' then
  count('received', -1); count('quarantined', -1); count_reason('kept', why, -1)
  redis.call('ZREM', P .. 'QUARANTINE', kept)
  redis.call('DEL', ev(kept))
elseif source then
  came = refused_at
  redis.call('ZREM', P .. 'REFUSED:' .. source, kept)
  redis.call('DEL', P .. 'rf:' .. kept)
else
  return {'GONE'}
end
ARGV[#ARGV + 1] = 'received'
ARGV[#ARGV + 1] = came

