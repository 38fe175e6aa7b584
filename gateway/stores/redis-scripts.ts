// Redis runs each script as a whole, with no command of another client in between.

/**
 * Compare and set. Keys: value, index. Arguments: "1" if a value is expected, else "0"; the expected value; "1" if there is a
 * next value, else "0"; the next value; the name in the index. Answers 1 if it was set, else 0.
 */
export const COMPARE_AND_SET = `
local old = redis.call('GET', KEYS[1])
if ARGV[1] == '0' then
  if old then return 0 end
elseif old ~= ARGV[2] then
  return 0
end
if ARGV[3] == '0' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[5])
else
  redis.call('SET', KEYS[1], ARGV[4])
  if not old then redis.call('ZADD', KEYS[2], 0, ARGV[5]) end
end
return 1`;

/** Removes a value and answers it. Keys: value, index. Argument: the name in the index. */
export const TAKE = `
local old = redis.call('GET', KEYS[1])
if old then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
end
return old`;

/** Takes a lease, unless another owner has it. Key: lease. Arguments: owner, milliseconds. Answers 1 if it was taken, else 0. */
export const LEASE = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/** Extends a lease that the owner has. Key: lease. Arguments: owner, milliseconds. Answers 1 if the owner had it, else 0. */
export const EXTEND = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

/** Ends a lease that the owner has. Key: lease. Argument: owner. Answers 1 if the owner had it, else 0. */
export const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/** Counts one in a window of time. Key: count. Argument: the window's length in ms. Answers the count and the window's end. */
export const COUNT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = tonumber(redis.call('HGET', KEYS[1], 'ends') or '0')
if ends <= now then
  ends = now + tonumber(ARGV[1])
  redis.call('HSET', KEYS[1], 'ends', ends, 'count', 0)
  redis.call('PEXPIREAT', KEYS[1], ends)
end
return { redis.call('HINCRBY', KEYS[1], 'count', 1), ends }`;
