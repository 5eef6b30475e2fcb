/** NestJS on its Fastify adapter, with MikroORM, class-validator and @nestjs/jwt. */
import { MikroOrmModule } from '@mikro-orm/nestjs'
import { EntityManager } from '@mikro-orm/sql'
import { Catch, HttpException, Module } from '@nestjs/common'
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { JwtModule, JwtService } from '@nestjs/jwt'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyReply } from 'fastify'

import { user } from '../dataset.ts'
import { PRAGMAS, seedDatabase } from './sqlite-database.ts'
import { AccessGuard } from './nest-access.ts'
import { PublicTodoController, TodoController } from './nest-controllers.ts'
import { decorateClass } from './nest-decoration.ts'
import { createOrmConfig } from './nest-entities.ts'
import { TodoService } from './nest-service.ts'
import { announce, readDatabase } from './ready.ts'
import { AUDIENCE, ISSUER, LIFETIME_SECONDS, SECRET } from './token.ts'

/** The validation pipe keeps its messages in the exception's response. */
function toDetail(error: unknown): unknown {
  if (!(error instanceof HttpException)) return undefined
  const response = error.getResponse()
  return typeof response === 'object' && 'message' in response ? response.message : error.message
}

class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const status = error instanceof HttpException ? error.getStatus() : 500
    const problem = { type: 'about:blank', status, detail: String(toDetail(error) ?? '') }
    const reply = host.switchToHttp().getResponse<FastifyReply>()
    void reply.status(status).type('application/problem+json').send(JSON.stringify(problem))
  }
}

decorateClass(ProblemFilter, [Catch()])

// oxlint-disable-next-line typescript/no-extraneous-class -- a module of Nest is its metadata
class AppModule {}

const file = readDatabase()
const sampleIds = seedDatabase(file)
const tokens = JwtModule.register({
  secret: SECRET,
  signOptions: { algorithm: 'HS256', issuer: ISSUER, audience: AUDIENCE, expiresIn: LIFETIME_SECONDS },
  verifyOptions: { algorithms: ['HS256'], issuer: ISSUER, audience: AUDIENCE },
})
const orm = MikroOrmModule.forRoot(createOrmConfig(file))
const controllers = [PublicTodoController, TodoController]
decorateClass(AppModule, [
  Module({ imports: [tokens, orm], controllers, providers: [AccessGuard, TodoService] }),
])

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: false,
})
const connection = app.get(EntityManager).getConnection()
for (const pragma of PRAGMAS) await connection.execute(`pragma ${pragma}`)

app.useGlobalFilters(new ProblemFilter())
await app.listen(0, '127.0.0.1')
const { port } = new URL(await app.getUrl())
announce({ port: Number(port), token: app.get(JwtService).sign({}, { subject: user.id }), sampleIds })
