// Every problem the framework itself answers with. docs/problems.md explains each; a test keeps both in step.
import { defineProblem } from './problem.ts'

export const MalformedRequest = defineProblem('MALFORMED_REQUEST', 400, 'The request is not well-formed HTTP')
export const MalformedBody = defineProblem('MALFORMED_BODY', 400, 'The body cannot be read')
export const InvalidQuery = defineProblem('INVALID_QUERY', 400, 'The query parameters are not valid')
export const InvalidHeader = defineProblem('INVALID_HEADER', 400, 'A header is not valid')
export const IdempotencyKeyRequired = defineProblem(
  'IDEMPOTENCY_KEY_REQUIRED',
  400,
  'The request must carry an Idempotency-Key',
)

export const Unauthenticated = defineProblem('UNAUTHENTICATED', 401, 'Sign-in is needed')
export const InvalidCredentials = defineProblem('INVALID_CREDENTIALS', 401, 'The credentials are not right')
export const InvalidToken = defineProblem('INVALID_TOKEN', 401, 'The access token is not valid')
export const InvalidDpopProof = defineProblem(
  'INVALID_DPOP_PROOF',
  401,
  'The proof that comes with the access token is not valid',
)
export const InvalidApplicationKey = defineProblem(
  'INVALID_APPLICATION_KEY',
  401,
  'The application key is not valid',
)
export const ApplicationKeyRequired = defineProblem(
  'APPLICATION_KEY_REQUIRED',
  401,
  'The request must carry an application key',
)
export const InvalidRefreshToken = defineProblem(
  'INVALID_REFRESH_TOKEN',
  401,
  'The refresh token is not valid',
)
export const RefreshTokenExchanged = defineProblem(
  'REFRESH_TOKEN_EXCHANGED',
  401,
  'The refresh token was exchanged a moment ago',
)
export const StaleAuthentication = defineProblem(
  'INSUFFICIENT_USER_AUTHENTICATION',
  401,
  'A more recent sign-in is needed',
)

export const InvalidCsrfToken = defineProblem('INVALID_CSRF_TOKEN', 403, 'The CSRF token is not valid')
export const Forbidden = defineProblem('FORBIDDEN', 403, 'This is not allowed')
export const InsufficientScope = defineProblem('INSUFFICIENT_SCOPE', 403, 'The access token lacks a scope')

export const CaptchaRequired = defineProblem('CAPTCHA_REQUIRED', 403, 'A captcha must be solved first')
export const CaptchaFailed = defineProblem('CAPTCHA_FAILED', 403, 'The captcha was not solved')
export const InvitationRequired = defineProblem('INVITATION_REQUIRED', 403, 'An invitation is needed')
export const InvalidInvitation = defineProblem('INVALID_INVITATION', 403, 'The invitation is not good')

export const NotFound = defineProblem('NOT_FOUND', 404, 'There is nothing here')
export const RouteNotFound = defineProblem('ROUTE_NOT_FOUND', 404, 'No resource has this address')
export const MethodNotAllowed = defineProblem(
  'METHOD_NOT_ALLOWED',
  405,
  'The resource does not have this method',
)
export const NotAcceptable = defineProblem('NOT_ACCEPTABLE', 406, 'No acceptable representation exists')
export const RequestTimeout = defineProblem('REQUEST_TIMEOUT', 408, 'The request came too slowly')

export const UniqueViolation = defineProblem('UNIQUE_VIOLATION', 409, 'Another row already has this value')
export const ReferenceInUse = defineProblem('REFERENCE_IN_USE', 409, 'Other rows still refer to this one')
export const Conflict = defineProblem('CONFLICT', 409, 'The row was changed at the same time')
export const RequestInProgress = defineProblem(
  'REQUEST_IN_PROGRESS',
  409,
  'The same request is still running',
)
export const TestFailed = defineProblem('TEST_FAILED', 409, 'A test of the patch does not hold')

export const PreconditionFailed = defineProblem(
  'PRECONDITION_FAILED',
  412,
  'The row is not in the expected state',
)
export const ContentTooLarge = defineProblem('CONTENT_TOO_LARGE', 413, 'The body is too large')
export const UriTooLong = defineProblem('URI_TOO_LONG', 414, 'The address is too long')
export const UnsupportedMediaType = defineProblem(
  'UNSUPPORTED_MEDIA_TYPE',
  415,
  'The body has a format not read here',
)
export const RangeNotSatisfiable = defineProblem(
  'RANGE_NOT_SATISFIABLE',
  416,
  'The file has none of these bytes',
)
export const ValidationFailed = defineProblem('VALIDATION_FAILED', 422, 'The values are not valid')
export const InvalidCode = defineProblem('INVALID_CODE', 422, 'The code is not good')
export const IdempotencyKeyReused = defineProblem(
  'IDEMPOTENCY_KEY_REUSED',
  422,
  'The Idempotency-Key belongs to another request',
)
export const PreconditionRequired = defineProblem(
  'PRECONDITION_REQUIRED',
  428,
  'The request must be conditional',
)
export const TooManyRequests = defineProblem('TOO_MANY_REQUESTS', 429, 'Too many requests')
export const HeadersTooLarge = defineProblem('HEADERS_TOO_LARGE', 431, 'The header fields are too large')

export const InternalError = defineProblem('INTERNAL_ERROR', 500, 'Something went wrong on our side')
export const MethodNotImplemented = defineProblem(
  'METHOD_NOT_IMPLEMENTED',
  501,
  'The server does not know this method',
)
export const Unavailable = defineProblem('UNAVAILABLE', 503, 'The service cannot answer right now')
export const CaptchaUnavailable = defineProblem(
  'CAPTCHA_UNAVAILABLE',
  503,
  'The captcha cannot be checked right now',
)
export const OutcomeUnknown = defineProblem('OUTCOME_UNKNOWN', 504, 'It is not known whether this was done')
