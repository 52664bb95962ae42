-- DEFER: gives the lane back until a time, or at once when what ends the wait stands in the queue already.
-- An event that waits for no other stays the head: what it has begun, it ends before the next one starts.
-- ARGV: 1 lane, 2 token, 3 event id, 4 delay (ms), 5 reason, 6 types that end the wait ('' = none),
--   7 limit of the whole wait (ms, '' = none), 8 counts as a try ('1' | '0'),
--   9 effect in doubt ('' = none), 10 its record (JSON): its quiet time begins with this very script.
-- Reply: OK | FENCED | EXPIRED (the limit is over: nothing was changed).
local lane, eid = ARGV[1], ARGV[3]
if not holds(lane, ARGV[2]) then return 'FENCED' end
local due = now + tonumber(ARGV[4])
if unblocker_of(lane, ARGV[6]) then
  due = now
elseif ARGV[7] ~= '' then
  local known, until_ms = unpack(redis.call('HMGET', ev(eid), 'wait_reason', 'wait_until'))
  local over = known == ARGV[5] and tonumber(until_ms) or now + tonumber(ARGV[7])
  if over <= now then return 'EXPIRED' end
  redis.call('HSET', ev(eid), 'wait_reason', ARGV[5], 'wait_until', over)
  due = math.min(due, over)
end
if ARGV[9] ~= '' then
  keep_effect(lane, ARGV[9], ARGV[10])
  redis.call('HSET', lane_key(lane), 'open', ARGV[9])
end
redis.call('HSET', lane_key(lane), 'pinned', ARGV[6] == '' and eid or '')
if ARGV[8] == '1' then redis.call('HINCRBY', ev(eid), 'tries', 1) end
redis.call('HSET', ev(eid), 'reason', ARGV[5])
tell('waits', redis.call('HGET', ev(eid), 'label'))
redis.call('HSET', lane_key(lane), 'token', '', 'claims', 0, 'reason', ARGV[5], 'unblock', ARGV[6])
place(lane, 'ready', due)
note_again(lane, {what = 'waits', event = eid, reason = ARGV[5], until_ms = due})
return 'OK'
