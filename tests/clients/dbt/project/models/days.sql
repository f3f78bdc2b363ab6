{{ config(materialized="incremental", incremental_strategy="insert_overwrite", partitioned_by=["day"]) }}
select count(*) as orders, sum(amount) as amount, day from {{ ref("order_values") }}
{% if is_incremental() %} where day >= (select max(day) from {{ this }}) {% endif %}
group by day
