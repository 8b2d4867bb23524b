-- The figures of the report in SQL: the rules of the contract (§1) as far as generated records ask for them.
-- The file stands in the variable `archive`; `texts`, `codes` and `methods` hold the product's own vocabulary
-- (bench/vocabulary-sql.ts). One row a figure, named as in the report, summed over its days.
--
-- Written to be quick: only what is asked for is read, a row is judged once for each kind of evidence (some 130),
-- an attempt once for each sequence of such rows (some 200). Left out, because no generated record shows it:
-- clients that cannot prompt, the registration nudge, prompts that may still be answered, the cut an hour after
-- midnight, `originalRequestId`, versions told apart by more than their evidence and time.

-- Interactive sign-ins, a row a line.
create temp table lines as
select id, createdDateTime as created,
  coalesce(nullif(userId, ''), lower(userPrincipalName)) as person,
  correlationId as correlation, coalesce(appId, appDisplayName) as app,
  status.errorCode as code, status.additionalDetails as text,
  authenticationRequirement as requirement, authenticationDetails as steps,
  hash(status.errorCode, status.additionalDetails, authenticationRequirement, authenticationDetails) as kind
from read_ndjson(getvariable('archive'), columns = {
  id: 'VARCHAR', createdDateTime: 'TIMESTAMP', userId: 'VARCHAR', userPrincipalName: 'VARCHAR',
  correlationId: 'VARCHAR', appId: 'VARCHAR', appDisplayName: 'VARCHAR',
  isInteractive: 'BOOLEAN', signInEventTypes: 'VARCHAR[]', authenticationRequirement: 'VARCHAR',
  status: 'STRUCT(errorCode INTEGER, additionalDetails VARCHAR)',
  authenticationDetails:
    'STRUCT(authenticationMethod VARCHAR, authenticationStepResultDetail VARCHAR, succeeded BOOLEAN)[]'
})
where case when len(signInEventTypes) > 0 then list_contains(signInEventTypes, 'interactiveUser')
  else coalesce(isInteractive, true) end;

-- What a row says alone, of each kind of evidence once.
create temp table kinds as
with evidence as (
  select kind, any_value(code) as code, any_value(text) as text, any_value(requirement) as requirement,
    any_value(steps) as steps
  from lines group by kind
),
steps as (
  select kind, unnest(steps) as step, generate_subscripts(steps, 1) as nth from evidence
),
-- The steps in their order, the row's own text after them.
spoken as (
  select kind, nth, true as is_step, step.authenticationStepResultDetail as text, step.succeeded as succeeded,
    case when lower(step.authenticationMethod) like '%external%' then 'mfa' else coalesce(class, 'unknown') end as class
  from steps left join methods on method = lower(step.authenticationMethod)
  union all
  select kind, 1000, false, text, null, 'unknown' from evidence
),
heard as (
  select spoken.*, coalesce(says, case when lower(spoken.text) like 'mfa denied%' then 'denied' else '' end) as says,
    coalesce(reason, 'unlisted') as reason, coalesce(published, '') = 'satisfied' as published_satisfied
  from spoken left join texts on texts.text = lower(spoken.text)
),
summed as (
  select kind,
    count_if(says = 'completed') > 0 as answered,
    answered or count_if(says = '' and class = 'mfa' and succeeded) > 0 as completed,
    count_if(says = '' and class = 'mfa' and not succeeded) > 0 as failed_step,
    count_if(says = 'firstFactorFailed' or (says = '' and class = 'knowledge' and not succeeded)) > 0 as wrong_first,
    count_if(is_step) > 0 and count_if(is_step and says <> 'firstFactorPassed'
      and not (says = '' and succeeded and class in ('knowledge', 'token'))) = 0 as only_first,
    coalesce(list(reason order by nth) filter (says = 'denied'), []) as denials,
    count_if(says = 'satisfied') > 0 as satisfied,
    count_if(says = 'challenge') > 0 as challenge,
    count_if(says = 'handOver') > 0 as hand_over,
    count_if(says = 'registration') > 0 as registration,
    count_if(says in ('completed', 'denied', 'satisfied', 'challenge', 'handOver', 'generic')) > 0 as mfa_text,
    count_if(published_satisfied) > 0 as published_satisfied,
    count_if(is_step and text is not null) as steps_with_text
  from heard group by kind
),
known as (
  select coalesce(codes.says, '') as code_says, code_says = 'success' as success, codes.reason as code_reason,
    coalesce(mfa, false) as mfa_code, code is not null as has_code, requirement,
    summed.* replace (
      challenge or code_says = 'challenge' as challenge,
      hand_over or code_says = 'handOver' as hand_over,
      registration or code_says = 'registration' as registration)
  from evidence join summed using (kind) left join codes using (code)
),
judged as (
  select *,
    case
      when success then case
        when completed or challenge or failed_step or len(denials) > 0
          or (registration and requirement = 'multiFactorAuthentication') then 'completed'
        when satisfied or hand_over then 'satisfiedWithoutPrompt'
        when mfa_text then 'unclassified'
        when requirement = 'singleFactorAuthentication' or (requirement is null and only_first) then 'singleFactor'
        else 'unclassified' end
      when completed then 'completed'
      when len(denials) > 0 or code_says = 'denied' then 'denied'
      when satisfied then 'satisfiedWithoutPrompt'
      when challenge or hand_over or registration then 'interrupted'
      when code_says = 'firstFactorFailed' then 'firstFactorFailed'
      when code_says = 'otherReason' and not mfa_text then 'otherReason'
      when not has_code and wrong_first then 'firstFactorFailed'
      else 'unclassified'
    end as outcome
  from known
)
select kind, outcome, success, steps_with_text,
  case when answered or len(denials) > 0 or code_says = 'denied' then 2
    when mfa_text or registration or mfa_code then 1 else 0 end as weight,
  case when outcome = 'denied' and len(denials) > 0 then 'denied'
    when published_satisfied then 'satisfied' else 'none' end as result,
  outcome = 'interrupted' and (challenge or registration) as abandoned,
  outcome = 'interrupted' and registration as unregistered,
  len(denials) > 0 or outcome = 'denied' as held_denial,
  case when outcome = 'denied' and len(denials) = 0 then [coalesce(code_reason, 'unspecified')]
    else denials end as denials,
  case when outcome = 'completed' then null
    when success then case when outcome = 'satisfiedWithoutPrompt' and hand_over then 'handOver' end
    when outcome = 'denied' or challenge or registration then 'challenge'
    when hand_over then 'handOver' end as asks
from judged;

-- Of versions of one sign-in, that with more evidence.
create temp table sign_ins as
select id, created, person, correlation, app, kind from lines join kinds using (kind)
qualify row_number() over (partition by id order by weight desc, steps_with_text desc, created desc) = 1;

-- Rows of one person and correlation, cut where more than 30 minutes passed. `said`: the kinds of its rows in order.
create temp table attempts as
with timed as (
  select *, lag(created) over (partition by person, correlation order by created, id) as before from sign_ins
),
cut as (
  select *, count_if(before is null or created - before > interval 30 minutes)
    over (partition by person, correlation order by created, id rows unbounded preceding) as nth
  from timed
)
select person, min(created) as first, max(created) as last, arg_min(app, (created, id)) as app,
  list_transform(list_sort(list({created: created, id: id, kind: kind, same: created = before})),
    lambda row: {kind: row.kind, same: row.same}) as said
from cut group by person, correlation, nth;

-- What the rows of an attempt say together, of each sequence once.
create temp table sequences as
with recursive numbered as (
  select said, row_number() over () as sequence from (select distinct said from attempts)
),
members as (
  select sequence, unnest(said, recursive := true), generate_subscripts(said, 1) as nth from numbered
),
heard as (
  select sequence, nth, kinds.*,
    count_if(nth = 1 or not same) over (partition by sequence order by nth) as instant
  from members join kinds using (kind)
),
-- Rows of one instant are heard together.
instants as (
  select sequence, instant, arg_max(asks, nth) as asks, bool_or(held_denial) as held_denial,
    bool_or(outcome = 'completed') as completed, bool_or(outcome = 'denied') as denied, bool_or(success) as success
  from heard group by sequence, instant
),
-- From instant to instant: what waits for an answer, what was decided, and the last completion.
walk as (
  select sequence, 0::BIGINT as instant, 'nothing' as waiting, false as held_denial,
    'nothing' as decided, 'nothing' as completion, false as returned
  from numbered
  union all
  select sequence, instant,
    case when completed or success then 'nothing' else asked end,
    held,
    case when completes then completed_as when returns then completion when denied then 'denied' else decided end,
    case when completes then completed_as else completion end,
    returned or returns
  from (
    select walk.sequence, instants.instant, decided, completion, returned, completed, success, denied,
      coalesce(asks, waiting) as asked, walk.held_denial or instants.held_denial as held,
      completed or (success and asked = 'challenge') as completes,
      not completes and success and asked = 'handOver' as returns,
      case when held then 'afterRetry' else 'firstTry' end as completed_as
    from walk join instants on instants.sequence = walk.sequence and instants.instant = walk.instant + 1
  )
),
ended as (
  select sequence, arg_max(decided, instant) as decided, bool_or(returned) as returned from walk group by sequence
),
together as (
  select sequence, list(distinct outcome) as outcomes, bool_or(abandoned) as abandoned,
    bool_or(unregistered) as unregistered, flatten(list(denials order by nth)) as all_denials,
    list_filter(all_denials, lambda reason: reason not in ('unlisted', 'overlap', 'unspecified'))[-1] as specific
  from heard group by sequence
),
concluded as (
  select *, case
      when decided in ('firstTry', 'afterRetry') then 'completed'
      when decided = 'denied' then 'denied'
      when returned or list_contains(outcomes, 'satisfiedWithoutPrompt') then 'satisfiedWithoutPrompt'
      when list_contains(outcomes, 'interrupted') then 'interrupted'
      when list_contains(outcomes, 'singleFactor') then 'singleFactor'
      when list_contains(outcomes, 'firstFactorFailed') then 'firstFactorFailed'
      when list_contains(outcomes, 'otherReason') then 'otherReason'
      else 'unclassified' end as outcome
  from ended join together using (sequence)
)
select said, outcome, decided = 'afterRetry' as after_retry,
  case when outcome in ('completed', 'denied') then outcome
    when outcome = 'interrupted' and abandoned then 'abandoned' end as challenge,
  case challenge
    when 'denied' then case
      when list_contains(all_denials, 'fraudReported') then 'fraudReported'
      when list_contains(all_denials, 'declined') then 'declined'
      when specific is not null then specific
      when list_contains(all_denials, 'unlisted') then 'unlisted'
      when list_contains(all_denials, 'overlap') then 'overlap'
      else 'unspecified' end
    when 'abandoned' then case when unregistered then 'registrationNeeded' else 'promptAbandoned' end
  end as reason
from concluded join numbered using (sequence);

create temp table judged_attempts as
select person, app, first, last, first::DATE as day, outcome, after_retry, challenge, reason
from attempts join sequences using (said);

-- Whose last failed attempt of the day was followed by none that got through.
create temp table unable as
with failed as (
  select person, day, max_by({first: first, app: app, reason: reason}, first) as latest
  from judged_attempts where challenge in ('denied', 'abandoned') and person is not null group by person, day
)
select person, day, latest.reason as reason from failed
where not exists (
  from judged_attempts later
  where later.person = failed.person and later.last >= latest.first and later.first < failed.day + interval 25 hours
    and (later.outcome = 'completed' or (later.outcome = 'satisfiedWithoutPrompt' and later.app = latest.app))
);

with counted as (
  select 'totals.users' as figure, count(distinct person) as n from judged_attempts group by day
  union all select 'challenged.users', count(distinct person) from judged_attempts where challenge is not null group by day
  union all select 'reasons.' || reason || '.users', count(distinct person)
    from judged_attempts where reason is not null group by reason, day
  union all select 'totals.signIns', count(*) from sign_ins
  union all select 'outcomes.' || outcome || '.signIns', count(*) from sign_ins join kinds using (kind) group by outcome
  union all select 'results.' || result || '.signIns', count(*) from sign_ins join kinds using (kind) group by result
  union all select 'totals.attempts', count(*) from judged_attempts
  union all select 'outcomes.' || outcome || '.attempts', count(*) from judged_attempts group by outcome
  union all select 'challenged.attempts', count(challenge) from judged_attempts
  union all select 'completed.' || if(after_retry, 'afterRetry', 'firstTry') || '.attempts', count(*)
    from judged_attempts where challenge = 'completed' group by after_retry
  union all select 'interrupted.abandoned.attempts', count(*) from judged_attempts where challenge = 'abandoned'
  union all select 'reasons.' || reason || '.attempts', count(*)
    from judged_attempts where reason is not null group by reason
  union all select 'reasons.' || reason || '.unableUsers', count(*) from unable group by reason
  union all select 'unable.users', count(*) from unable
)
select figure, sum(n)::BIGINT as n from counted group by figure;
