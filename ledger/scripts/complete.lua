-- COMPLETE: settles the claimed event, remembers what the lane now knows, puts derived events at its rank,
-- gives the lane on.
-- ARGV: 1 lane, 2 token, 3 event id, 4 state ('done' | 'stale' | 'superseded' | 'skipped'), 5 reason,
--   6 what the lane knows (JSON, '' = as it was), 7 version group ('' = none), 8 version, 9 retention (s),
--   10 lane's life when idle (s), 11 bars every create from now on ('1' | '0'), 12 fields of a derived record,
--   then per derived event: its suffix and the 12th argument's number of field, value pairs.
-- Reply: {'OK', bell of the next head...} | {'FENCED'} | {'OPEN'} (an effect has no final record)
--   | {'CREATED'} (a create that would be barred stands in the queue already: nothing was changed).
local lane, eid = ARGV[1], ARGV[3]
if not holds(lane, ARGV[2]) then return {'FENCED'} end
local open, current = unpack(redis.call('HMGET', lane_key(lane), 'open', 'current'))
if open and open ~= '' then return {'OPEN'} end
if current ~= eid then return {'FENCED'} end
if ARGV[11] == '1' then
  if unblocker_of(lane, 'order.created order.imported') then return {'CREATED'} end
  redis.call('HSET', lane_key(lane), 'tombstone', '1')
end
if ARGV[6] ~= '' then redis.call('HSET', lane_key(lane), 'known', ARGV[6]) end
if ARGV[7] ~= '' then redis.call('HSET', lane_key(lane), 'v:' .. ARGV[7], ARGV[8]) end

local rank = tonumber(redis.call('ZSCORE', queue_key(lane), eid))
local width, cursor, nth = 2 * tonumber(ARGV[12]), 13, 0
while cursor < #ARGV do
  nth = nth + 1
  local child = eid .. ARGV[cursor]
  local fields = {}
  for i = 1, width do fields[i] = ARGV[cursor + i] end
  cursor = cursor + width + 1
  redis.call('ZADD', queue_key(lane), string.format('%.6f', rank + nth / 1000), child)
  redis.call('HSET', ev(child), 'lane', lane, 'state', 'queued', 'received', now, 'gen', '0', 'rings', '0', unpack(fields))
  local kind, label = unpack(redis.call('HMGET', ev(child), 'type', 'label'))
  count('derived', 1); count('queued', 1); tell('derived', label)
  note(lane, {what = 'derived', event = child, from = eid, type = kind})
end
local bell = settle(lane, eid, ARGV[4], ARGV[5], ARGV[9], ARGV[10])
return {'OK', unpack(bell or {})}
