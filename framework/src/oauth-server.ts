// The entry `ninety/oauth-server`: an authorization server inside the API.
export { oauthServer } from './engine/oauth-server/oauth-server.ts'
