-- Deletes a model.
-- KEYS: meta, log, passed over, snapshots, times and sizes of predictions, which end by themselves. ARGV: epoch, what the keys of its snapshots and of what was set aside begin with, channel.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
  return 0
end
for _, position in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do
  redis.call('UNLINK', ARGV[2] .. position)
end
for rewriting = 1, tonumber(redis.call('HGET', KEYS[1], 'rewritings')) do
  redis.call('UNLINK', ARGV[3] .. rewriting)
end
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6])
redis.call('PUBLISH', ARGV[4], '')
return 1
