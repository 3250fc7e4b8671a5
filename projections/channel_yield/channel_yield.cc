// Yield of channels: a lead when he is registered, won with his first contract or order, kept as
// the year-end screening says. CH1-CH6, R3.
#include <algorithm>

#include "channel_yield/channel_yield.projection.h"
#include "tenure/values.h"

namespace tenure::projection::channel_yield {

using Row = v1::ChannelYieldRow;

namespace {

void Won(Row* row, const EventContext& context) {
  if (!row->has_won_at()) *row->mutable_won_at() = InstantOf(context.effective_at);
}

}  // namespace

void Apply(Row& row, const v1::CustomerRegistered& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  row.set_channel(event.source());
  *row.mutable_registered_at() = InstantOf(context.effective_at);
}

void Apply(Row& row, const v1::DataSourceRecorded& event, const EventContext&) {
  auto* facts = row.mutable_facts();
  const auto found = std::find_if(facts->begin(), facts->end(), [&](const auto& one) {
    return one.channel() == event.channel();
  });
  auto* fact = found == facts->end() ? facts->Add() : &*found;
  fact->set_channel(event.channel());
  fact->set_count(fact->count() + 1);
}

void Apply(Row& row, const v1::ContractSigned&, const EventContext& context) {
  Won(&row, context);
  row.set_contracts(row.contracts() + 1);
}
void Apply(Row& row, const v1::EngagementReceived&, const EventContext& context) {
  Won(&row, context);
  row.set_contracts(row.contracts() + 1);
}
void Apply(Row& row, const v1::OrderPlaced&, const EventContext& context) {
  Won(&row, context);
  row.set_orders(row.orders() + 1);
}

void Apply(Row& row, const v1::ScreeningConfirmed& event, const EventContext&) {
  row.set_verdict(event.verdict());
  if (event.verdict() == v1::KeyAccountTerms::KEEP) row.set_years_kept(row.years_kept() + 1);
}
void Apply(Row& row, const v1::CustomerDropped&, const EventContext&) { row.set_dropped(true); }
void Apply(Row& row, const v1::CustomerReinstated&, const EventContext&) { row.clear_dropped(); }

void Apply(Row& row, const v1::CustomersMerged& event, const EventContext&) {
  row.set_merged_into(event.into());
}
void Apply(Row& row, const v1::CustomersUnmerged&, const EventContext&) { row.clear_merged_into(); }

}  // namespace tenure::projection::channel_yield
