-- PARK: stops the lane for a person; only this order waits. An event with an effect stays the head.
-- ARGV: 1 lane, 2 token, 3 event id, 4 reason, 5 detail, 6 effect id ('' = none), 7 its record (JSON).
-- Reply: OK | FENCED.
if not holds(ARGV[1], ARGV[2]) then return 'FENCED' end
if ARGV[6] ~= '' then
  keep_effect(ARGV[1], ARGV[6], ARGV[7])
  redis.call('HSET', lane_key(ARGV[1]), 'pinned', ARGV[3])
end
park(ARGV[1], ARGV[3], ARGV[4], ARGV[5])
return 'OK'
