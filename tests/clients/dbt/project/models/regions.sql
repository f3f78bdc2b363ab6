{{ config(materialized="table", write_compression="snappy") }}
select region, count(*) as orders, sum(amount) as amount from {{ ref("order_values") }} group by region
