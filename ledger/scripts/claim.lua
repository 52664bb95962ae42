-- CLAIM: takes the lane of an event under a new token and a lease, if it is this event's turn.
-- ARGV: 1 event id, 2 nonce, 3 lease (ms), 4 deaths after which a head is parked, 5 worker.
-- Reply: {'OK', token, lane, record, effects, lane's record} (the last three flat), or
--   GONE | SETTLED state | PARKED reason | BUSY | LATER due | WAITING | EMPTY | OTHER bell... | PAUSED reason
local eid = ARGV[1]
local lane, state = unpack(redis.call('HMGET', ev(eid), 'lane', 'state'))
if not state then return {'GONE'} end
if not lane or lane == '' or redis.call('ZSCORE', queue_key(lane), eid) == false then return {'SETTLED', state} end
local status, reason, epoch, claims = unpack(redis.call('HMGET', lane_key(lane), 'state', 'reason', 'epoch', 'claims'))
if status == 'parked' then return {'PARKED', reason or ''} end
if is_room(lane) then return {'WAITING'} end
if status == 'leased' and tonumber(redis.call('ZSCORE', INDEX.leased, lane) or 0) > now then return {'BUSY'} end
local due = redis.call('ZSCORE', INDEX.ready, lane)
if due and tonumber(due) > now then return {'LATER', due} end

local head = head_of(lane)
if not head then place(lane, 'idle', 0); return {'EMPTY'} end
if head ~= eid then return {'OTHER', unpack(bell_of(head))} end
local stopped = pause_of(lane, eid)
if stopped then
  if status ~= 'paused' or reason ~= stopped then pause(lane, eid, stopped) end
  return {'PAUSED', stopped}
end
if state == 'conflict' then park(lane, eid, 'CONFLICT', ''); return {'PARKED', 'CONFLICT'} end
claims = tonumber(claims or 0) + 1
if claims > tonumber(ARGV[4]) then
  park(lane, eid, 'POISON', 'its worker died ' .. ARGV[4] .. ' times')
  return {'PARKED', 'POISON'}
end

epoch = tonumber(epoch or 0) + 1
local token = epoch .. ':' .. ARGV[2]
place(lane, 'leased', now + tonumber(ARGV[3]))
redis.call('HSET', lane_key(lane), 'epoch', epoch, 'token', token, 'owner', ARGV[5], 'claims', claims, 'current', eid)
redis.call('HSET', ev(eid), 'rings', 0)
note(lane, {what = 'claimed', event = eid, worker = ARGV[5], token = token})
return {'OK', token, lane, redis.call('HGETALL', ev(eid)), redis.call('HGETALL', effects_key(lane)), redis.call('HGETALL', lane_key(lane))}
