// The entry `ninety/testing`: what tests of an API, and of a store of one's own, are made with.
export { createTestApi } from './tooling/testing/test-api.ts'
export type {
  Caller,
  RawContent,
  RequestRaw,
  TestApi,
  TestApiOptions,
  TestSettings,
  VersionedTestApiOptions,
} from './tooling/testing/test-api.ts'
export { createTestDatabase } from './tooling/testing/test-store.ts'
export type { TestDatabase } from './tooling/testing/test-database.ts'
export type { Acting } from './tooling/testing/acting.ts'
export { createFakeClock } from './tooling/testing/fake-clock.ts'
export type { FakeClock, Moment } from './tooling/testing/fake-clock.ts'
export { answerOf, etagOf } from './tooling/client/answer.ts'
export type { Answer } from './tooling/client/answer.ts'
export type {
  CallOptions,
  ChangeOptions,
  Client,
  ClientPage,
  ListOptions,
  ReadOptions,
  ResourceClient,
  Selecting,
  WriteOptions,
  WrittenRows,
} from './tooling/client/client.ts'
export { ProblemAnswer } from './tooling/client/problem-answer.ts'
export { createResponseChecker } from './tooling/testing/response-checker.ts'
export type { CheckedResponse, ResponseChecker } from './tooling/testing/response-checker.ts'
export { describeStore } from './tooling/testing/store-contract.ts'
export { describeRateLimitStore } from './tooling/testing/rate-limit-contract.ts'
export { describeAuthorization } from './tooling/testing/authorization-contract.ts'
export type { AuthorizationOptions } from './tooling/testing/authorization-contract.ts'
export type { TestedApi } from './tooling/testing/authorization/tested-api.ts'
