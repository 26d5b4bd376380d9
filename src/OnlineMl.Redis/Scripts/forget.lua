-- Takes a name from the index, unless a model of that name was created since.
-- KEYS: names. ARGV: name, epoch, channel, what to tell.
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
if ARGV[4] ~= '' then
  redis.call('PUBLISH', ARGV[3], ARGV[4])
end
return 1
