/** What the Nest peer takes in, checked by ValidationPipe with class-validator. */
import { HttpStatus, ValidationPipe } from '@nestjs/common'
import { Type } from 'class-transformer'
import { IsIn, IsInt, IsOptional, IsRFC3339, IsString, Length, Max, MaxLength, Min } from 'class-validator'

import { decorateProperty } from './nest-decoration.ts'

export class NewTodo {
  declare task: string
  declare dueAt?: string | null
}

decorateProperty(NewTodo, 'task', String, [IsString(), Length(1, 500)])
decorateProperty(NewTodo, 'dueAt', String, [IsOptional(), IsRFC3339()])

export class ListQuery {
  declare state?: 'open' | 'done'
  sort: 'dueAt' | '-dueAt' = '-dueAt'
  limit = 20
  declare after?: string
}

decorateProperty(ListQuery, 'state', String, [IsOptional(), IsIn(['open', 'done'])])
decorateProperty(ListQuery, 'sort', String, [IsIn(['dueAt', '-dueAt'])])
decorateProperty(ListQuery, 'limit', Number, [Type(() => Number), IsInt(), Min(1), Max(100)])
decorateProperty(ListQuery, 'after', String, [IsOptional(), IsString(), MaxLength(200)])

const refusal = { whitelist: true, forbidNonWhitelisted: true, transform: true }

export const queryPipe = new ValidationPipe(refusal)
export const bodyPipe = new ValidationPipe({
  ...refusal,
  errorHttpStatusCode: HttpStatus.UNPROCESSABLE_ENTITY,
})
