// ViewStore over rows of bytes: which rows a change writes and a question reads. Shared by the
// memory and the RocksDB views; the bytes are in keys.h.
#pragma once

#include <memory>

#include "store/rows.h"
#include "store/view_store.h"

namespace tenure::store {

class KeyedViews : public ViewStore {
 public:
  explicit KeyedViews(std::unique_ptr<store::Rows> rows);

  Result<std::vector<ViewState>> Views() const override;
  Result<std::vector<std::optional<std::string>>> Get(
      std::uint32_t view, std::span<const std::string> keys) const override;
  Result<void> Apply(const ViewChange& change) override;
  Result<void> Rows(std::uint32_t view, std::string_view from,
                    const std::function<bool(std::string_view key, std::string_view value)>&
                        visitor) const override;
  Result<void> Indexed(std::uint32_t view, std::uint32_t index, std::string_view value,
                       const std::function<bool(std::string_view key)>& visitor) const override;
  Result<void> VisitAll(const std::function<bool(std::string_view key, std::string_view value)>&
                            visitor) const override;
  Result<void> Drop(std::uint32_t view) override;
  Result<void> Flush() override;
  Result<void> Maintain() override;

 protected:
  [[nodiscard]] store::Rows& rows() { return *rows_; }

 private:
  const std::unique_ptr<store::Rows> rows_;
};

}  // namespace tenure::store
