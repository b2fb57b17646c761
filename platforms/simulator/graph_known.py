"""Fields that Graph knows and the town has nothing to say about: left out of an answer, but no error to ask for."""

from collections.abc import Mapping

_COMMENT = "admin_creator application live_broadcast_timestamp message_tags"
_POST = """
    actions admin_creator allowed_advertising_objectives application attachments backdated_time call_to_action
    child_attachments comments_mirroring_domain coordinates event expanded_height expanded_width feed_targeting
    full_picture height icon instagram_eligibility is_app_share is_eligible_for_dark_post is_eligible_for_promotion
    is_expired is_fb_live_videos is_inline_created is_instagram_eligible is_live_clip is_popular is_spherical
    message_tags multi_share_end_card multi_share_optimized parent_id picture place privacy promotable_id
    promotion_status properties scheduled_publish_time shares story story_tags subscribed target targeting
    timeline_visibility via video_buying_eligibility was_fb_live_videos width sharedposts to
"""
_IG_COMMENT = "legacy_instagram_comment_id user"
_IG_MEDIA = """
    alt_text audio_id boost_eligibility_info children copyright_check_information current_live_viewer_count has_poll
    has_slider ig_id insights is_ai_generated is_shared_to_feed legacy_instagram_media_id live_reactions live_status
    media_audio_type media_url owner product_tags reposts_count saved_count shares_count shortcode thumbnail_url
    total_comments_count total_like_count total_views_count video_title view_count
    ingest_first_video_received_time ingest_is_ready_to_start ingest_key ingest_last_heartbeat_time ingest_state
    ingest_url ingest_video_height ingest_video_width
"""
_PAGE = """
    about access_token ad_campaign affiliation app_id artists_we_like attire available_promo_offer_ids awards
    band_interests band_members best_page bio birthday booking_agent breaking_news_usage built business
    can_checkin can_post category category_list checkins company_overview connected_instagram_account
    connected_page_backed_instagram_account contact_address copyright_attribution_insights
    copyright_whitelisted_ig_partners country_page_likes cover culinary_team current_location
    delivery_and_pickup_option_info description description_html differently_open_offerings directed_by
    display_subtext displayed_message_response_time does_viewer_have_page_permission_link_ig emails engagement
    fan_count featured_video features followers_count food_styles founded general_info general_manager genre
    global_brand_page_name global_brand_root_id has_added_app has_lead_access
    has_transitioned_to_new_page_experience has_whatsapp_business_number has_whatsapp_number hometown hours id
    impressum influences instagram_business_account is_always_open is_calling_eligible is_chain
    is_community_page is_eligible_for_branded_content
    is_eligible_for_disable_connect_ig_btn_for_non_page_admin_am_web is_messenger_bot_get_started_enabled
    is_messenger_platform_bot is_owned is_permanently_closed is_published is_unclaimed is_verified
    is_webhooks_subscribed keywords leadgen_tos_acceptance_time leadgen_tos_accepted leadgen_tos_accepting_user
    link location members merchant_id merchant_review_status messaging_feature_status
    messenger_ads_default_icebreakers messenger_ads_default_quick_replies messenger_ads_quick_replies_type
    mini_shop_storefront mission mpg name name_with_location_descriptor network new_like_count offer_eligible
    overall_star_rating owner_business page_token parent_page parking payment_options personal_info
    personal_interests pharma_safety_info phone pickup_options place_type plot_outline preferred_audience
    press_contact price_range priority_hours privacy_info_url produced_by products promotion_eligible
    promotion_ineligible_reason public_transit rating_count recipient record_label release_date
    restaurant_services restaurant_specialties schedule screenplay_by season single_line_address starring
    start_info store_code store_location_descriptor store_number studio supports_donate_button_in_live_video
    talking_about_count temporary_status unread_message_count unread_notif_count unseen_message_count
    user_access_expire_time username verification_status voip_info website were_here_count whatsapp_number
    written_by
"""
_IG_USER = """
    biography business_discovery followers_count follows_count has_profile_pic id ig_id is_published
    legacy_instagram_user_id media_count mentioned_comment mentioned_media name owner_business
    profile_picture_url shopping_product_tag_eligibility shopping_review_status username website
"""
_USER = """
    about age_range birthday client_business_id community cover currency education email favorite_athletes
    favorite_teams first_name gender hometown id inspirational_people install_type installed is_guest_user
    is_work_account languages last_name link local_news_megaphone_dismiss_status local_news_subscription_status
    locale location meeting_for middle_name name name_format payment_pricepoints political profile_pic quotes
    relationship_status religion shared_login_upgrade_required_by short_name significant_other sports
    supports_donate_button_in_live_video third_party_id timezone token_for_business updated_time verified
    video_upload_limits website
"""
KNOWN: Mapping[str, frozenset[str]] = {
    "Comment": frozenset(_COMMENT.split()),
    "PagePost": frozenset(_POST.split()),
    "IGComment": frozenset(_IG_COMMENT.split()),
    "IGMedia": frozenset(_IG_MEDIA.split()),
    "Recommendation": frozenset(),
    "Page": frozenset(_PAGE.split()),
    "IGUser": frozenset(_IG_USER.split()),
    "User": frozenset(_USER.split()),
}
