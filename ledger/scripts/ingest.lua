-- INGEST: takes one event in, all or nothing; a second call with the same event changes nothing.
-- ARGV: 1 event id, 2 body hash, 3 state ('queued' | 'skipped' | 'quarantined'), 4 opens a lane ('1' | '0'),
--   5 goes first ('1' for a create), 6 waiting-room limit (ms), 7 retention (s), 8 bell's list key ('' = none),
--   9 bell message, 10 the label it is counted under (source|topic), 11 number of references, then these (store/kind:value, the surest first),
--   then the number of marks, then these, then field, value ... of the event's record.
-- Reply: {status, lane, bell...}: ACCEPTED, DUPLICATE, CONFLICT, WAITING, SKIPPED, QUARANTINED, SUPERSEDED.
-- Order of writes: index, queue, record, marks. A half-done script leaves a ghost in a queue, never a loss.
local eid, hash, state = ARGV[1], ARGV[2], ARGV[3]
local opens, first = ARGV[4] == '1', ARGV[5] == '1'
local label, cursor = ARGV[10], 11
local function take_list()
  local list = {}
  for i = 1, tonumber(ARGV[cursor]) do list[i] = ARGV[cursor + i] end
  cursor = cursor + #list + 1
  return list
end
local refs, marks = take_list(), take_list()

local function record(id, fields)
  local args = {}
  for i = cursor, #ARGV do args[#args + 1] = ARGV[i] end
  for name, value in pairs(fields) do args[#args + 1] = name; args[#args + 1] = value end
  redis.call('HSET', ev(id), 'hash', hash, 'received', now, 'label', label, 'gen', '0', 'rings', '0', unpack(args))
end

local function remember_marks(id)
  for _, mark in ipairs(marks) do redis.call('SET', P .. 'mark:' .. mark, id, 'EX', ARGV[7]) end
end

local function received()
  count('received', 1)
  redis.call('HSET', P .. 'seen', string.match(label, '^[^|]*'), now)
end

local function duplicate(of)
  received(); count('duplicate', 1); tell('duplicate', label)
  local lane = redis.call('HGET', ev(of), 'lane')
  if lane and redis.call('EXISTS', lane_key(lane)) == 1 then note_again(lane, {what = 'duplicate', event = of}) end
  return {'DUPLICATE', lane or ''}
end

local known = redis.call('HGET', ev(eid), 'hash')
if known == hash then return duplicate(eid) end
for _, mark in ipairs(marks) do
  local of = redis.call('GET', P .. 'mark:' .. mark)
  if of and redis.call('EXISTS', ev(of)) == 1 then return duplicate(of) end -- not the mark of what was released
end

if known then
  local rival = eid .. '!' .. string.sub(hash, 1, 8)
  if redis.call('EXISTS', ev(rival)) == 1 then return duplicate(rival) end
  local lane = redis.call('HGET', ev(eid), 'lane')
  local seq = redis.call('INCR', P .. 'seq')
  received(); count('conflict', 1); tell('conflict', label)
  if not lane or lane == '' or redis.call('EXISTS', lane_key(lane)) == 0 then
    redis.call('ZADD', P .. 'QUARANTINE', now, rival)
    count_reason('kept', 'CONFLICT', 1)
    record(rival, {state = 'conflict', lane = '', reason = 'CONFLICT'})
    return {'CONFLICT', ''}
  end
  local was, open = unpack(redis.call('HMGET', lane_key(lane), 'state', 'open'))
  persist(lane)
  if was == 'idle' and is_room(lane) then place(lane, 'waiting', now)
  elseif was == 'idle' or (was == 'ready' and (not open or open == '')) then place(lane, 'ready', ready_at(lane)) end
  redis.call('ZADD', queue_key(lane), string.format('%.0f', seq - 2e12), rival)
  record(rival, {state = 'conflict', lane = lane, reason = 'CONFLICT'})
  note(lane, {what = 'conflict', event = rival, of = eid})
  return {'CONFLICT', lane}
end

received()
if state ~= 'queued' then
  count(state, 1); tell(state, label)
  record(eid, {state = state, lane = ''})
  if state == 'quarantined' then
    redis.call('ZADD', P .. 'QUARANTINE', now, eid)
    count_reason('kept', redis.call('HGET', ev(eid), 'reason'), 1)
  end
  if state == 'skipped' then redis.call('EXPIRE', ev(eid), ARGV[7]) end
  remember_marks(eid)
  return {string.upper(state), ''}
end

-- The lane: of the order's own id if the event may open one (two orders can share a number), else of the
-- first reference already known, else a waiting room (its name begins with '?').
local lane, rooms, seen = nil, {}, {}
for at, ref in ipairs(refs) do
  local known_as = redis.call('GET', alias_key(ref))
  if known_as and is_room(known_as) then
    if not seen[known_as] then rooms[#rooms + 1] = known_as end
    seen[known_as] = true
  elseif known_as and not lane and (at == 1 or not opens) then lane = known_as end
end
if not lane and opens then lane = refs[1] end
if not lane then lane = table.remove(rooms, 1) or ('?' .. refs[1]) end
local waits = is_room(lane)
local seq = redis.call('INCR', P .. 'seq')
local was, tombstone, unblock, reason, stopped = unpack(redis.call('HMGET', lane_key(lane), 'state', 'tombstone', 'unblock', 'reason', 'parked'))

if first and tombstone == '1' then
  count('superseded', 1); tell('superseded', label)
  record(eid, {state = 'superseded', lane = lane, reason = 'TOMBSTONE'})
  redis.call('EXPIRE', ev(eid), ARGV[7])
  note(lane, {what = 'superseded', event = eid})
  return {'SUPERSEDED', lane}
end

if was == 'idle' then persist(lane) end
if waits then
  if was ~= 'parked' then place(lane, 'waiting', redis.call('ZSCORE', INDEX.waiting, lane) or now + tonumber(ARGV[6])) end
elseif not was or was == 'idle' or was == 'paused' then place(lane, 'ready', ready_at(lane)) -- a pause is looked at again
elseif was == 'ready' and unblock and unblock ~= '' then place(lane, 'ready', ready_at(lane))
elseif was == 'parked' and first and reason == 'NO_CREATE' then
  count('parked', -1); count('queued', 1)
  redis.call('HSET', ev(stopped), 'state', 'queued', 'reason', '')
  redis.call('HDEL', ev(stopped), 'wait_reason', 'wait_until')
  redis.call('HSET', lane_key(lane), 'parked', '', 'reason', '')
  place(lane, 'ready', now)
end

local waiters = {}
for _, room in ipairs(rooms) do
  local ranked = redis.call('ZRANGE', queue_key(room), 0, -1, 'WITHSCORES')
  for i = 1, #ranked, 2 do waiters[#waiters + 1] = {event = ranked[i], rank = tonumber(ranked[i + 1])} end
  for _, line in ipairs(redis.call('LRANGE', timeline_key(room), 0, -1)) do redis.call('RPUSH', timeline_key(lane), line) end
  for _, ref in ipairs(redis.call('SMEMBERS', refs_key(room))) do refs[#refs + 1] = ref end
  place(room, 'idle', 0)
  redis.call('DEL', queue_key(room), lane_key(room), timeline_key(room), refs_key(room), effects_key(room))
  note(lane, {what = 'joined', event = eid, from = room})
end
table.sort(waiters, function(one, other) return one.rank < other.rank end)
for _, waiter in ipairs(waiters) do
  redis.call('ZADD', queue_key(lane), redis.call('INCR', P .. 'seq'), waiter.event) -- whole: between two ranks is room for derived events
  local stood = redis.call('HGET', ev(waiter.event), 'state')
  if stood == 'parked' then count('parked', -1); count('queued', 1) end
  redis.call('HSET', ev(waiter.event), 'lane', lane)
  if stood ~= 'conflict' then redis.call('HSET', ev(waiter.event), 'state', 'queued', 'reason', '') end
end
for _, ref in ipairs(refs) do
  local known_as = redis.call('GET', alias_key(ref))
  if not known_as or is_room(known_as) then
    redis.call('SET', alias_key(ref), lane)
    redis.call('SADD', refs_key(lane), ref)
  elseif known_as ~= lane then
    note(lane, {what = 'alias conflict', event = eid, reference = ref, lane = known_as})
  end
end

local rank = first and seq - 1e12 or seq
redis.call('ZADD', queue_key(lane), string.format('%.0f', rank), eid)
record(eid, {state = 'queued', lane = lane})
remember_marks(eid)
count('queued', 1); tell('accepted', label)
note(lane, {what = 'delivered', event = eid, type = redis.call('HGET', ev(eid), 'type'), topic = redis.call('HGET', ev(eid), 'topic')})
if waits then
  note(lane, {what = 'waits', event = eid, reason = 'UNKNOWN_ORDER'})
  return {'WAITING', lane}
end
local due = redis.call('ZSCORE', INDEX.ready, lane)
if not due or tonumber(due) > now then return {'ACCEPTED', lane} end
local head = head_of(lane)
if head == eid and ARGV[8] ~= '' then
  rang(lane)
  redis.call('LPUSH', ARGV[8], ARGV[9])
  return {'ACCEPTED', lane}
end
if redis.call('ZSCORE', RUNG, lane) then return {'ACCEPTED', lane} end -- a bell is under way
return {'ACCEPTED', lane, unpack(bell_of(head))}
