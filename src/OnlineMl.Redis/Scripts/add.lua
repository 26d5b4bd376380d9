-- Counts calls that were made in a span of time, which begins with the first of them.
-- KEYS: how many were made. ARGV: how many more, milliseconds.
local made = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) > 0 then
  made = redis.call('INCRBY', KEYS[1], ARGV[1])
  if redis.call('PTTL', KEYS[1]) < 0 then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
  end
end
return {made, redis.call('PTTL', KEYS[1])}
