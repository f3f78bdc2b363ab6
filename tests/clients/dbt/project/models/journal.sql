{{ config(materialized="incremental", incremental_strategy="append") }}
select id, day from {{ ref("order_values") }}
{% if is_incremental() %} where day > (select max(day) from {{ this }}) {% endif %}
