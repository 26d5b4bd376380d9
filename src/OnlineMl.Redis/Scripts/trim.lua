-- Drops snapshots before the newest two, and events that the second newest has.
-- KEYS: meta, log, snapshots. ARGV: epoch, the position of the last event to drop, what the keys of snapshots begin with, snapshots …
local kept = redis.call('ZREVRANGE', KEYS[3], 0, 1)
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] or #kept < 2 then
  return 0
end
local needed = tonumber(kept[2])
for i = 4, #ARGV do
  if tonumber(ARGV[i]) < needed then
    redis.call('ZREM', KEYS[3], ARGV[i])
    redis.call('UNLINK', ARGV[3] .. ARGV[i])
  end
end
return redis.call('XTRIM', KEYS[2], 'MINID', string.format('%.0f-0', math.min(tonumber(ARGV[2]), needed) + 1))
