-- Says which events a replay applies next, and of which one nobody dies after all.
-- KEYS: replays, deaths. ARGV: the replay, the first and the last event, how many died of them before, the event that went well or 0, after how many seconds all of it is forgotten.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%s %s %s %.0f', ARGV[2], ARGV[3], ARGV[4], now))
redis.call('EXPIRE', KEYS[1], ARGV[6])
if ARGV[5] ~= '0' then
  redis.call('HDEL', KEYS[2], ARGV[5])
end
redis.call('EXPIRE', KEYS[2], ARGV[6])
return 1
