-- Numbers events and tells them to all servers in one message.
-- KEYS: the hash that counts. ARGV: the channel, what to call the numbers if they begin anew, then the events.
local count = #ARGV - 2
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  epoch = ARGV[2]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
end
local last = redis.call('HINCRBY', KEYS[1], 'last', count)
local first = string.format('%.0f', last - count + 1)
redis.call('PUBLISH', ARGV[1], epoch .. ' ' .. first .. '\n' .. table.concat(ARGV, '\n', 3))
return last
