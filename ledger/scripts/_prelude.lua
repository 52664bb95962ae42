-- Set before every script. KEYS[1] is the shard's prefix with its hash tag, 'ol:{sNN}': every other
-- key is made from it, so that a script never leaves its shard (lanes are found inside the script).
local P = KEYS[1] .. ':'
local function ev(eid) return P .. 'ev:' .. eid end
local function lane_key(lane) return P .. 'lane:' .. lane end
local function queue_key(lane) return P .. 'q:' .. lane end
local function effects_key(lane) return P .. 'eff:' .. lane end
local function timeline_key(lane) return P .. 'tl:' .. lane end
local function refs_key(lane) return P .. 'refs:' .. lane end
local function alias_key(ref) return P .. 'al:' .. ref end
local INDEX = {ready = P .. 'READY', leased = P .. 'LEASED', parked = P .. 'PARKED', waiting = P .. 'WAITING', paused = P .. 'PAUSED'}
local DUE, RUNG, DOUBT = P .. 'DUE', P .. 'RUNG', P .. 'DOUBT'
local PAUSES, RESUMED = P .. 'pauses', P .. 'RESUMED'

-- A waiting room is a lane without an order: it is never claimed.
local function is_room(lane) return string.sub(lane, 1, 1) == '?' end

-- Ledger time: Redis's clock, held steady, so that no jump of it ends a wait too early or too late. The last
-- two arguments say which host calls and what its own clock, which nobody can set, shows (ms). Where the two
-- clocks have moved apart by over a second (a jump, or a call long under way), nothing is done but to say so.
local ticks, host = tonumber(table.remove(ARGV)), 'host:' .. table.remove(ARGV)
local story = table.remove(ARGV) -- what the caller did since its last script: JSON entries, parted by commas
local time = redis.call('TIME')
local wall = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local skew, apart = unpack(redis.call('HMGET', P .. 'clock', 'skew', host))
local now = wall + tonumber(skew or 0)
local drift = apart and now - ticks - tonumber(apart) or 0
if math.abs(drift) > 1000 then return {'JUMPED'} end
-- Slow drift is followed: a quick call tells more than a slow one, which only looks late.
if not apart or drift < -50 then redis.call('HSET', P .. 'clock', host, now - ticks)
elseif drift > 500 then redis.call('HINCRBYFLOAT', P .. 'clock', host, drift / 16) end

local function count(name, by) redis.call('HINCRBY', P .. 'cnt', name, by) end

-- What happened, for a person's figures: by source and topic (`label`) for ever, by hour (UTC) for sixty days.
local function tell(what, label)
  redis.call('HINCRBY', P .. 'told', what .. '|' .. (label and label ~= '' and label or '|'), 1)
  local day = P .. 'day:' .. math.floor(now / 86400000)
  local hour = math.floor(now / 3600000) % 24
  if redis.call('HINCRBY', day, hour .. '|' .. what, 1) == 1 then redis.call('EXPIRE', day, 60 * 86400) end
end

-- How many are kept from going on, by reason: `what` is 'stopped' (lanes) or 'kept' (quarantine).
local function count_reason(what, reason, by)
  if reason and reason ~= '' then redis.call('HINCRBY', P .. what, reason, by) end
end

-- Counts a lane, and lists it, under the reason it is parked for, '' = parked no more.
local function stopped_for(lane, reason)
  local was = redis.call('HGET', lane_key(lane), 'stopped')
  count_reason('stopped', was, -1)
  count_reason('stopped', reason, 1)
  if was and was ~= '' then redis.call('ZREM', P .. 'SHELF:' .. was, lane) end
  if reason ~= '' then redis.call('ZADD', P .. 'SHELF:' .. reason, now, lane) end
  redis.call('HSET', lane_key(lane), 'stopped', reason)
end

-- Keeps an effect's record and counts it by operation and state, with which every record begins.
local function kind_of(record)
  local state, operation = string.match(record or '', '^{"state": ?"([%u_]+)", ?"operation": ?"([%w_]+)"')
  return state and operation .. '|' .. state, state
end
local function keep_effect(lane, effect, record)
  local was, old = kind_of(redis.call('HGET', effects_key(lane), effect) or '')
  local is, new = kind_of(record)
  redis.call('HSET', effects_key(lane), effect, record)
  if was ~= is then count_reason('effects', was, -1); count_reason('effects', is, 1) end
  if new == 'IN_DOUBT' then redis.call('ZADD', DOUBT, 'NX', now, lane)
  elseif old == 'IN_DOUBT' then redis.call('ZREM', DOUBT, lane) end
end

local function note(lane, entry)
  entry.at = now
  local line = cjson.encode(entry)
  if story ~= '' then line, story = string.sub(line, 1, -2) .. ',"before":[' .. story .. ']}', '' end
  redis.call('RPUSH', timeline_key(lane), line)
end

-- Notes what may happen again and again (a wait, a repeated delivery) in one entry: an earlier one of the same
-- event and reason, with nothing but waits since, gives way to the new one, which counts on.
local function note_again(lane, entry)
  local key = timeline_key(lane)
  local tail = redis.call('LRANGE', key, -8, -1)
  for i = #tail, 1, -1 do
    local old = cjson.decode(tail[i])
    if old.event ~= entry.event then break end
    if old.what == entry.what and old.reason == entry.reason then
      entry.first, entry.times = old.first or old.at, (old.times or 1) + 1
      redis.call('LREM', key, -1, tail[i])
      if i < #tail and cjson.decode(tail[#tail]).what == 'claimed' then redis.call('LREM', key, -1, tail[#tail]) end
      break
    end
    if old.what ~= 'claimed' and old.what ~= 'waits' then break end
  end
  note(lane, entry)
end

-- Who did what and why: ARGV of every verb of a person begins with its subject, request id, who, why.
local function audit(verb, result)
  redis.call('RPUSH', P .. 'AUDIT', cjson.encode({at = now, verb = verb, subject = ARGV[1], request = ARGV[2], who = ARGV[3], why = ARGV[4], result = result}))
end

local function refuse(verb, state)
  audit(verb, state)
  return {'NOT_PARKED', state}
end

-- The one place that moves a lane between the indexes: it stands in one of them, or in none (idle).
local function place(lane, state, score)
  for name, key in pairs(INDEX) do
    if name == state then redis.call('ZADD', key, score, lane)
    elseif redis.call('ZREM', key, lane) == 1 and name == 'parked' then stopped_for(lane, '') end
  end
  redis.call('ZREM', RUNG, lane)
  if state == 'ready' then redis.call('ZADD', DUE, score, lane) else redis.call('ZREM', DUE, lane) end
  redis.call('HSET', lane_key(lane), 'state', state)
end

-- A ready lane is either still to be rung, in DUE at its time, or in RUNG since its bell went out.
local function rang(lane)
  redis.call('ZREM', DUE, lane)
  redis.call('ZADD', RUNG, now, lane)
end

-- The first event of a lane whose type is one of these (parted by blanks).
local function unblocker_of(lane, unblock)
  if not unblock or unblock == '' then return nil end
  for _, eid in ipairs(redis.call('ZRANGE', queue_key(lane), 0, 99)) do
    local kind = redis.call('HGET', ev(eid), 'type')
    if kind and string.find(' ' .. unblock .. ' ', ' ' .. kind .. ' ', 1, true) then return eid end
  end
  return nil
end

local function first_of(lane)
  local pinned, unblock = unpack(redis.call('HMGET', lane_key(lane), 'pinned', 'unblock'))
  if pinned and pinned ~= '' then return pinned end
  return unblocker_of(lane, unblock) or redis.call('ZRANGE', queue_key(lane), 0, 0)[1]
end

-- The event whose turn it is: one with an open effect, else one that unblocks the lane, else the first.
-- What a half-done INGEST left, a place without a record, is taken out and counted.
local function head_of(lane)
  local head = first_of(lane)
  while head and redis.call('EXISTS', ev(head)) == 0 do
    redis.call('ZREM', queue_key(lane), head)
    redis.call('HSET', lane_key(lane), 'pinned', '')
    count('ghosts', 1)
    head = first_of(lane)
  end
  return head
end

-- What a bell needs: event, task, queue, Celery task id (a new suffix when `gen` moved on).
local function bell_of(eid)
  local task, queue, gen = unpack(redis.call('HMGET', ev(eid), 'task', 'queue', 'gen'))
  local id = eid
  if gen and gen ~= '0' then id = eid .. '.' .. gen end
  return {eid, task or '', queue or '', id}
end

local function holds(lane, token)
  local held = redis.call('HGET', lane_key(lane), 'token')
  return held and held ~= '' and held == token
end

local function persist(lane)
  for _, key in ipairs({lane_key(lane), queue_key(lane), effects_key(lane), timeline_key(lane), refs_key(lane)}) do
    redis.call('PERSIST', key)
  end
  for _, ref in ipairs(redis.call('SMEMBERS', refs_key(lane))) do redis.call('PERSIST', alias_key(ref)) end
end

local function retire(lane, ttl_s)
  for _, ref in ipairs(redis.call('SMEMBERS', refs_key(lane))) do redis.call('EXPIRE', alias_key(ref), ttl_s) end
  for _, key in ipairs({lane_key(lane), effects_key(lane), timeline_key(lane), refs_key(lane)}) do
    redis.call('EXPIRE', key, ttl_s)
  end
end

-- When a lane may go on: at once, unless a call that a person gave up on may still land.
local function ready_at(lane)
  return math.max(now, tonumber(redis.call('HGET', lane_key(lane), 'quiet_until') or 0))
end

-- Stops a lane. An open effect stays open: what its call did is found out before anything else.
local function park(lane, eid, reason, detail)
  local old, label = unpack(redis.call('HMGET', ev(eid), 'state', 'label'))
  if old ~= 'conflict' and old ~= 'parked' then count(old, -1); count('parked', 1) end
  if old ~= 'parked' then tell('parked', label) end
  if old ~= 'conflict' then redis.call('HSET', ev(eid), 'state', 'parked') end
  redis.call('HSET', ev(eid), 'reason', reason)
  redis.call('HSET', lane_key(lane), 'token', '', 'reason', reason, 'parked', eid, 'claims', 0)
  place(lane, 'parked', now)
  stopped_for(lane, reason)
  note(lane, {what = 'parked', event = eid, reason = reason, detail = detail})
end

-- Takes a settled event out of its lane and gives the lane on: to the next event, or to rest.
local function settle(lane, eid, state, reason, retention_s, lane_ttl_s)
  local old, label = unpack(redis.call('HMGET', ev(eid), 'state', 'label'))
  redis.call('ZREM', queue_key(lane), eid)
  redis.call('ZREM', DOUBT, lane)
  if old == 'conflict' then state = 'conflict' else count(old, -1); count(state, 1); tell(state, label) end
  redis.call('HSET', ev(eid), 'state', state, 'reason', reason, 'settled', now)
  redis.call('EXPIRE', ev(eid), retention_s)
  redis.call('HSET', lane_key(lane), 'token', '', 'pinned', '', 'open', '', 'unblock', '', 'reason', '', 'claims', 0)
  note(lane, {what = 'settled', event = eid, state = state, reason = reason})
  if redis.call('ZCARD', queue_key(lane)) == 0 then
    place(lane, 'idle', 0)
    retire(lane, lane_ttl_s)
    return nil
  end
  if is_room(lane) then
    park(lane, redis.call('ZRANGE', queue_key(lane), 0, 0)[1], 'UNKNOWN_ORDER', 'the one before it was settled by a person')
    return nil
  end
  local due = ready_at(lane)
  place(lane, 'ready', due)
  if due > now then return nil end
  rang(lane)
  return bell_of(head_of(lane))
end

-- What a person has stopped of all that an event needs, nil when it may go on.
local function pause_of(lane, eid)
  local source = redis.call('HGET', ev(eid), 'source') or ''
  local oms, from, order = unpack(redis.call('HMGET', PAUSES, 'oms', 'source:' .. source, lane))
  if oms then return 'PAUSED_OMS' end
  if from then return 'PAUSED_SOURCE' end
  return order and 'PAUSED_ORDER' or nil
end

local function pause(lane, eid, reason)
  redis.call('HSET', lane_key(lane), 'token', '', 'reason', reason)
  place(lane, 'paused', now)
  note_again(lane, {what = 'waits', event = eid, reason = reason})
end

-- A person settles an event whose call may still land: the lane rests for the quiet time first.
local function rest_if_open(lane, quiet_ms)
  local open = redis.call('HGET', lane_key(lane), 'open')
  if open and open ~= '' then redis.call('HSET', lane_key(lane), 'quiet_until', now + quiet_ms) end
end
