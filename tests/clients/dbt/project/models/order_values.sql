{{ config(materialized="view") }}
select id, amount, day, region from {{ source("clients", "orders") }}
