-- The positions of the first event that is kept and of the last one.
-- KEYS: meta, log. ARGV: epoch.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'last')
if meta[1] ~= ARGV[1] then
  return {'deleted'}
end
local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
return {'ok', first and string.match(first[1], '^%d+') or string.format('%.0f', tonumber(meta[2]) + 1), meta[2]}
