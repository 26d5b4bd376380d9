-- Appends events right behind a point, all or none.
-- KEYS: meta, log. ARGV: epoch, rewritings, position and batch of the point, channel, writer, batch, bytes, events …
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'rewritings', 'last', 'batch', 'bytes')
if meta[1] ~= ARGV[1] then
  return 'deleted'
end
local at, last = tonumber(ARGV[3]), tonumber(meta[3])
if meta[2] ~= ARGV[2] or at > last then
  return 'rewritten'
end
if at < last then
  if ARGV[4] ~= '' then
    local known = redis.call('XRANGE', KEYS[2], ARGV[3] .. '-0', ARGV[3] .. '-0')[1]
    if known and known[2][4] ~= ARGV[4] then
      return 'rewritten'
    end
  end
  return 'moved'
end
if ARGV[4] ~= '' and meta[4] ~= '' and meta[4] ~= ARGV[4] then
  return 'rewritten'
end
for i = 9, #ARGV do
  last = last + 1
  redis.call('XADD', KEYS[2], string.format('%.0f-0', last), 'e', ARGV[i], 'b', ARGV[7])
end
redis.call('HSET', KEYS[1], 'last', string.format('%.0f', last), 'batch', ARGV[7], 'bytes', string.format('%.0f', tonumber(meta[5]) + tonumber(ARGV[8])))
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 'appended'
