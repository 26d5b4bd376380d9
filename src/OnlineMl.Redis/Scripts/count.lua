-- Takes calls out of those that may be made in a span of time, which begins with the first of them.
-- KEYS: how many were made. ARGV: wanted, most, milliseconds.
local made = tonumber(redis.call('GET', KEYS[1]) or '0')
local granted = math.max(0, math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) - made))
if granted > 0 then
  redis.call('INCRBY', KEYS[1], granted)
end
if redis.call('PTTL', KEYS[1]) < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return {granted, redis.call('PTTL', KEYS[1])}
