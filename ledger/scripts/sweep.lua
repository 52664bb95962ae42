-- SWEEP: frees dead leases, parks waiting rooms whose time is over, lists the bells that are due.
-- ARGV: 1 at most, 2 do not ring a lane again within (ms), 3 rings without a claim before a new task id,
--   4 do nothing if the last sweep was less than this ago (ms).
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
local bells = {}
for _, lane in ipairs(redis.call('ZRANGEBYSCORE', INDEX.ready, '-inf', now, 'LIMIT', 0, ARGV[1])) do
  local rung = tonumber(redis.call('HGET', lane_key(lane), 'rung') or 0)
  local eid = head_of(lane)
  if not eid then place(lane, 'idle', 0)
  elseif now - rung >= tonumber(ARGV[2]) then
    redis.call('HSET', lane_key(lane), 'rung', now)
    if redis.call('HINCRBY', ev(eid), 'rings', 1) > tonumber(ARGV[3]) then
      redis.call('HINCRBY', ev(eid), 'gen', 1)
      redis.call('HSET', ev(eid), 'rings', 1)
    end
    bells[#bells + 1] = bell_of(eid)
  end
end
return bells
