-- What cjson.encode of Redis makes of a value.
local ESCAPED = {['"'] = '\\"', ['\\'] = '\\\\'}
local function quoted(word)
  return '"' .. string.gsub(word, '[%c"\\]', function(sign)
    return ESCAPED[sign] or string.format('\\u%04x', string.byte(sign))
  end) .. '"'
end

local function encode(value)
  if type(value) == 'string' then return quoted(value) end
  if type(value) == 'number' then return string.format('%.14g', value) end
  if type(value) ~= 'table' then return tostring(value) end
  local parts, list = {}, #value > 0
  for _, item in ipairs(value) do parts[#parts + 1] = encode(item) end
  if list then return '[' .. table.concat(parts, ',') .. ']' end
  for name, item in pairs(value) do parts[#parts + 1] = quoted(name) .. ':' .. encode(item) end
  return '{' .. table.concat(parts, ',') .. '}'
end

return encode
