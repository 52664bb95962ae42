-- SWEEP: frees dead leases, parks waiting rooms whose time is over, lists the bells that are due.
-- ARGV: 1 at most, 2 do not ring a lane again within (ms), 3 rings without a claim before a new task id,
--   4 do nothing if the last sweep was less than this ago (ms), 5 ring again what was not answered ('1' | '0').
-- Reply: list of bells {event, task, queue, task id}, the longest due first.
if now - tonumber(redis.call('HGET', P .. 'clock', 'swept') or 0) < tonumber(ARGV[4]) then return {} end
redis.call('HSET', P .. 'clock', 'swept', now)
for _, lane in ipairs(redis.call('ZRANGEBYSCORE', INDEX.leased, '-inf', now, 'LIMIT', 0, ARGV[1])) do
  redis.call('HSET', lane_key(lane), 'token', '')
  place(lane, 'ready', now)
  note(lane, {what = 'lease over'})
end
for _, lane in ipairs(redis.call('ZRANGEBYSCORE', INDEX.waiting, '-inf', now, 'LIMIT', 0, ARGV[1])) do
  local eid = redis.call('ZRANGE', queue_key(lane), 0, 0)[1]
  if eid then park(lane, eid, 'UNKNOWN_ORDER', 'no event brought this reference in time') else place(lane, 'idle', 0) end
end
-- What a person resumed: each lane that was paused before is looked at once more.
local resumed = redis.call('GET', RESUMED)
local stopped = resumed and redis.call('ZRANGEBYSCORE', INDEX.paused, '-inf', resumed, 'LIMIT', 0, ARGV[1]) or {}
for _, lane in ipairs(stopped) do
  local eid = head_of(lane)
  local reason = eid and pause_of(lane, eid)
  redis.call('HSET', lane_key(lane), 'reason', reason or '')
  if reason then place(lane, 'paused', now) else place(lane, 'ready', now) end
end
if resumed and #stopped < tonumber(ARGV[1]) then redis.call('DEL', RESUMED) end
local bells = {}
local function ring(lane)
  local eid = head_of(lane)
  if not eid then return place(lane, 'idle', 0) end
  rang(lane)
  if redis.call('HINCRBY', ev(eid), 'rings', 1) > tonumber(ARGV[3]) then
    redis.call('HINCRBY', ev(eid), 'gen', 1)
    redis.call('HSET', ev(eid), 'rings', 1)
  end
  bells[#bells + 1] = bell_of(eid)
end
local unanswered = ARGV[5] == '1' and redis.call('ZRANGEBYSCORE', RUNG, '-inf', now - tonumber(ARGV[2]), 'LIMIT', 0, ARGV[1]) or {}
for _, lane in ipairs(redis.call('ZRANGEBYSCORE', DUE, '-inf', now, 'LIMIT', 0, ARGV[1])) do ring(lane) end
for _, lane in ipairs(unanswered) do ring(lane) end
return bells
