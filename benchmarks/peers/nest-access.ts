/** The guard of the Nest peer: verifies the bearer token and looks its user up. */
import { EntityManager } from '@mikro-orm/sql'
import { Injectable, UnauthorizedException } from '@nestjs/common'
import type { CanActivate, ExecutionContext } from '@nestjs/common'
import { JwtService } from '@nestjs/jwt'
import type { FastifyReply, FastifyRequest } from 'fastify'

import { decorateClass } from './nest-decoration.ts'
import { UserEntity } from './nest-entities.ts'
import type { UserRow } from './nest-entities.ts'

export interface AuthenticatedRequest extends FastifyRequest {
  caller?: UserRow
}

export class AccessGuard implements CanActivate {
  readonly #tokens: JwtService
  readonly #entities: EntityManager

  constructor(tokens: JwtService, entities: EntityManager) {
    this.#tokens = tokens
    this.#entities = entities
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp()
    const request = http.getRequest<AuthenticatedRequest>()
    const caller = await this.#findCaller(request.headers.authorization)
    if (!caller?.isActive) {
      http.getResponse<FastifyReply>().header('WWW-Authenticate', 'Bearer')
      throw new UnauthorizedException('A valid access token is needed')
    }
    request.caller = caller
    return true
  }

  async #findCaller(header: string | undefined): Promise<UserRow | null> {
    if (!header?.startsWith('Bearer ')) return null
    const claims = await this.#tokens.verifyAsync<{ sub: string }>(header.slice(7)).catch(() => undefined)
    return claims ? this.#entities.findOne(UserEntity, { id: claims.sub }) : null
  }
}

decorateClass(AccessGuard, [Injectable()], [JwtService, EntityManager])
