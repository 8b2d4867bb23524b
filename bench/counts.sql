-- The smallest question: what a loop of JSON.parse counts too. The file stands in the variable `archive`.
select count(*) as records, count(distinct id) as ids, count(distinct userId) as users,
  count(*) filter (status.errorCode = 0) as successes
from read_ndjson(getvariable('archive'), columns = {id: 'VARCHAR', userId: 'VARCHAR', status: 'STRUCT(errorCode INTEGER)'});
