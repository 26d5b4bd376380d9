-- Gives a model that was made under another prefix the keys of this one.
-- KEYS: meta, log, passed over, snapshots, each there and here. ARGV: what the keys of snapshots begin with, there and here.
if redis.call('EXISTS', KEYS[5]) == 1 then
  return 0
end
for _, position in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do
  redis.call('RENAME', ARGV[1] .. position, ARGV[2] .. position)
end
for i = 1, 4 do
  if redis.call('EXISTS', KEYS[i]) == 1 then
    redis.call('RENAME', KEYS[i], KEYS[i + 4])
  else
    redis.call('UNLINK', KEYS[i + 4])
  end
end
return 1
