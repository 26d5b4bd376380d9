-- Reads events behind a point: how it is, and then the batch and the bytes of each.
-- KEYS: meta, log. ARGV: epoch, rewritings, position and batch of the point, how many.
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
local read = {'ok'}
for _, entry in ipairs(redis.call('XRANGE', KEYS[2], ARGV[3] .. '-0', '+', 'COUNT', tonumber(ARGV[5]) + 1)) do
  if entry[1] == ARGV[3] .. '-0' then
    if ARGV[4] ~= '' and entry[2][4] ~= ARGV[4] then
      return {'rewritten'}
    end
  else
    at = at + 1
    if entry[1] ~= string.format('%.0f-0', at) then
      break
    end
    read[#read + 1] = entry[2][4]
    read[#read + 1] = entry[2][2]
  end
end
if #read == 1 then
  return {'rewritten'}
end
return read
