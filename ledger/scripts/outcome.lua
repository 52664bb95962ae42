-- OUTCOME: records what became of an effect; a final one closes it, and its event stays the head: it may have
-- more to do, and another worker's turn begins with it. Progress: the deaths are forgotten.
-- ARGV: 1 lane, 2 token, 3 effect id, 4 record (JSON), 5 final ('1' | '0'), 6 lease (ms), 7 timeline entry (JSON),
--   8 references of what was made (store/kind:value, parted by blanks).
-- Reply: OK | FENCED.
local lane = ARGV[1]
if not holds(lane, ARGV[2]) then return 'FENCED' end
keep_effect(lane, ARGV[3], ARGV[4])
redis.call('HSET', lane_key(lane), 'claims', 0)
local open = redis.call('HGET', lane_key(lane), 'open')
if ARGV[5] == '1' and (not open or open == '' or open == ARGV[3]) then redis.call('HSET', lane_key(lane), 'open', '') end
place(lane, 'leased', now + tonumber(ARGV[6]))
for ref in string.gmatch(ARGV[8], '%S+') do
  if redis.call('EXISTS', alias_key(ref)) == 0 then
    redis.call('SET', alias_key(ref), lane)
    redis.call('SADD', refs_key(lane), ref)
  end
end
note(lane, cjson.decode(ARGV[7]))
return 'OK'
