-- Reads events behind a point: how it is, and then the batch and the bytes of each.
-- KEYS: meta, log, snapshot of the point. ARGV: epoch, rewritings, position and batch of the point, how many events, and about how many bytes.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'rewritings', 'last', 'batch')
if meta[1] ~= ARGV[1] then
  return {'deleted'}
end
local at, last = tonumber(ARGV[3]), tonumber(meta[3])
if meta[2] ~= ARGV[2] or at > last then
  return {'rewritten'}
end
if at == last then
  if ARGV[4] ~= '' and meta[4] ~= '' and meta[4] ~= ARGV[4] then
    return {'rewritten'}
  end
  return {'ok'}
end
local function idOf(position)
  return string.format('%.0f-0', position)
end
if ARGV[4] ~= '' then
  -- Of an event that was dropped only a snapshot tells; nothing does of one that an earlier version took.
  local known = redis.call('XRANGE', KEYS[2], idOf(at), idOf(at))[1]
  local batch = known and known[2][4] or redis.call('HGET', KEYS[3], 'batch') or ''
  if batch ~= '' and batch ~= ARGV[4] then
    return {'rewritten'}
  end
end
local read, bytes, most = {'ok'}, 0, 2 * tonumber(ARGV[5])
local function take(entries)
  for _, entry in ipairs(entries) do
    if entry[1] ~= idOf(at + 1) or #read > most or bytes >= tonumber(ARGV[6]) then
      return false
    end
    at = at + 1
    read[#read + 1] = entry[2][4]
    read[#read + 1] = entry[2][2]
    bytes = bytes + #entry[2][2]
  end
  return #entries > 0
end
-- A few at a time, so that Redis reads little that is left out for its bytes.
while take(redis.call('XRANGE', KEYS[2], idOf(at + 1), '+', 'COUNT', 32)) do
end
if #read == 1 then
  return {'rewritten'}
end
return read
