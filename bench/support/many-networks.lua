-- For wrk: one machine stands for many networks, or the limit by network would be what is measured.
local n = 0
request = function()
  n = n + 1
  wrk.headers["cf-connecting-ip"] = "10." .. (n % 250) .. "." .. (math.floor(n / 250) % 250) .. ".1"
  return wrk.format("GET")
end
