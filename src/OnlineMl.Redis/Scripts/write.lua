-- Replaces a text of a version by the next.
-- KEYS: text. ARGV: version, text.
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'version', string.format('%.0f', tonumber(ARGV[1]) + 1), 'text', ARGV[2])
return 1
