-- Sends the requests of the table in the file named by the first argument, in turn.
local texts = {}
local last = 0

function init(args)
  for index, request in ipairs(dofile(args[1])) do
    texts[index] = wrk.format(request.method, request.path, request.headers, request.body)
  end
end

function request()
  last = last % #texts + 1
  return texts[last]
end

function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  local line = '\n{"microseconds":%d,"requests":%d,"refused":%d,"failed":%d}\n'
  io.write(line:format(summary.duration, summary.requests, errors.status, failed))
end
