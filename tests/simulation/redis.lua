-- A Redis in memory: the commands that the ledger's scripts and its Python side use. Values are strings, as in
-- Redis; a hash is {field = value}, a sorted set {member = score}, a list an array, a set {member = true}.
local db = {data = {}, ends = {}, now = 0}
local on_disk

local function copy(value)
  if type(value) ~= 'table' then return value end
  local made = {}
  for key, item in pairs(value) do made[key] = copy(item) end
  return made
end

-- What is stored: numbers as Redis writes them, texts as they are.
local function text(value) return type(value) == 'number' and string.format('%.17g', value) or value end

local function drop(key)
  local found = db.data[key]
  db.data[key], db.ends[key] = nil, nil
  return found ~= nil
end

local function get(key)
  local ends = db.ends[key]
  if ends and ends <= db.now then drop(key) end
  return db.data[key]
end

local function made(key)
  local found = get(key)
  if not found then found = {}; db.data[key] = found end
  return found
end

local function count(list, deed)
  local number = 0
  for i = 1, #list do if deed(list[i]) then number = number + 1 end end
  return number
end

-- The names of a table, as a list.
local function names(of)
  local found = {}
  for name in pairs(of or {}) do found[#found + 1] = name end
  return found
end

local function slice(list, first, last)
  first, last = tonumber(first), tonumber(last)
  if first < 0 then first = math.max(0, #list + first) end
  if last < 0 then last = #list + last end
  return {unpack(list, first + 1, math.min(last + 1, #list))}
end

-- The members of a sorted set, the lowest first.
local function ranked(key)
  local scores, members = get(key) or {}, names(get(key))
  table.sort(members, function(one, other)
    local a, b = scores[one], scores[other]
    if a == b then return one < other end
    return a < b
  end)
  return members, scores
end

local function between(key, low, high)
  local found, scores = ranked(key)
  low, high = low == '-inf' and -math.huge or tonumber(low), tonumber(high)
  local kept = {}
  for _, member in ipairs(found) do
    if low <= scores[member] and scores[member] <= high then kept[#kept + 1] = member end
  end
  return kept
end

local do_ = {}
function do_.TIME() return {text(math.floor(db.now / 1000)), text(db.now % 1000 * 1000)} end
function do_.EXISTS(...) return count({...}, get) end
function do_.DEL(...) return count({...}, drop) end

function do_.PEXPIRE(key, span)
  if not get(key) then return 0 end
  db.ends[key] = db.now + span
  return 1
end
function do_.EXPIRE(key, seconds) return do_.PEXPIRE(key, seconds * 1000) end

function do_.PERSIST(key)
  local ended = get(key) and db.ends[key] and 1 or 0
  db.ends[key] = nil
  return ended
end
function do_.GET(key) return get(key) or false end

function do_.SET(key, value, ...)
  local options, span = {...}, nil
  for i, word in ipairs(options) do
    if word == 'NX' and get(key) then return false end
    if word == 'EX' then span = options[i + 1] * 1000 elseif word == 'PX' then span = options[i + 1] end
  end
  db.data[key], db.ends[key] = text(value), span and db.now + span
  return 'OK'
end

function do_.INCR(key)
  local value = (get(key) or 0) + 1
  db.data[key] = text(value)
  return value
end

function do_.HSET(key, ...)
  local hash, told, new = made(key), {...}, 0
  assert(#told % 2 == 0, 'HSET: a field without a value')
  for i = 1, #told, 2 do
    local field = text(told[i])
    if hash[field] == nil then new = new + 1 end
    hash[field] = text(told[i + 1])
  end
  return new
end

function do_.HGET(key, field)
  return (get(key) or {})[field] or false
end

function do_.HMGET(key, ...)
  local hash, found = get(key) or {}, {...}
  for i = 1, #found do found[i] = hash[found[i]] or false end
  return found
end

function do_.HGETALL(key)
  local found = {}
  for field, value in pairs(get(key) or {}) do found[#found + 1] = field; found[#found + 1] = value end
  return found
end

function do_.HEXISTS(key, field) return do_.HGET(key, field) and 1 or 0 end
function do_.HSTRLEN(key, field) return #(do_.HGET(key, field) or '') end

function do_.HDEL(key, ...)
  local hash = get(key)
  if not hash then return 0 end
  local gone = count({...}, function(field)
    local was = hash[field]
    hash[field] = nil
    return was ~= nil
  end)
  if not next(hash) then drop(key) end
  return gone
end

function do_.HINCRBY(key, field, by)
  local hash = made(key)
  local value = (hash[field] or 0) + by
  hash[field] = text(value)
  return value
end
function do_.HINCRBYFLOAT(key, field, by) return text(do_.HINCRBY(key, field, by)) end

function do_.RPUSH(key, ...)
  local list = made(key)
  for _, value in ipairs({...}) do list[#list + 1] = text(value) end
  return #list
end

function do_.LPUSH(key, ...)
  local list = made(key)
  for _, value in ipairs({...}) do table.insert(list, 1, text(value)) end
  return #list
end

function do_.LLEN(key) return #(get(key) or {}) end
function do_.LRANGE(key, first, last) return slice(get(key) or {}, first, last) end

-- Only the last of its like: as the scripts ask.
function do_.LREM(key, number, value)
  local list = get(key) or {}
  assert(number == -1, 'LREM: only from the end, and one')
  for i = #list, 1, -1 do
    if list[i] == value then db.take(key, i); return 1 end
  end
  return 0
end

function do_.SADD(key, ...)
  local set = made(key)
  return count({...}, function(member)
    local new = not set[member]
    set[member] = true
    return new
  end)
end
function do_.SMEMBERS(key) return names(get(key)) end

function do_.ZADD(key, ...)
  local told, set = {...}, made(key)
  local score, member = told[#told - 1], told[#told]
  local new = set[member] == nil
  if new or told[1] ~= 'NX' then set[member] = tonumber(score) end
  return new and 1 or 0
end

do_.ZREM = do_.HDEL
function do_.ZCARD(key) return #names(get(key)) end

function do_.ZSCORE(key, member)
  local set = get(key)
  return set and set[member] and text(set[member]) or false
end

function do_.ZRANGE(key, first, last, with_scores)
  local found, scores = ranked(key)
  found = slice(found, first, last)
  if not with_scores then return found end
  local both = {}
  for _, member in ipairs(found) do both[#both + 1] = member; both[#both + 1] = text(scores[member]) end
  return both
end

function do_.ZREVRANGE(key, first, last)
  local found, turned = ranked(key), {}
  for i = #found, 1, -1 do turned[#turned + 1] = found[i] end
  return slice(turned, first, last)
end

function do_.ZRANGEBYSCORE(key, low, high, _, offset, limit)
  local found = between(key, low, high)
  return limit and slice(found, offset, offset + limit - 1) or found
end

function do_.ZREMRANGEBYSCORE(key, low, high) return do_.HDEL(key, unpack(between(key, low, high))) end

function db.call(name, ...) return do_[name](...) end
function db.sync() on_disk = copy({db.data, db.ends}) end
function db.lose_power() db.data, db.ends = unpack(copy(on_disk)) end

-- Whether one of these keys holds anything.
function db.any(keys)
  for i = 1, #keys do if get(keys[i]) then return true end end
  return false
end

-- Takes an item out of a list, wherever it stands.
function db.take(key, nth)
  local item = table.remove(db.data[key], nth)
  if #db.data[key] == 0 then drop(key) end
  return item
end

db.sync()
return db
